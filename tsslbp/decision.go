package tsslbp

import "github.com/snnsim/snnsim/lif"

// Decision is the network's answer to one sample: the class whose output PSC,
// summed over time, is largest; of equals the first.
type Decision struct {
	Class  int
	Tie    bool // another class has the same sum
	Silent bool // no output neuron fired
}

// decide reads the decision from the output PSCs, [T][classes].
func decide(a []float32, classes int, sums []float64) Decision {
	clear(sums[:classes])
	for i, v := range a {
		sums[i%classes] += float64(v)
	}
	return choose(sums[:classes])
}

// choose decides for the largest of the summed PSCs.
func choose(sums []float64) Decision {
	var d Decision
	for c := 1; c < len(sums); c++ {
		switch {
		case sums[c] > sums[d.Class]:
			d.Class, d.Tie = c, false
		case sums[c] == sums[d.Class]:
			d.Tie = true
		}
	}
	d.Silent = sums[d.Class] == 0
	return d
}

// outputPSC writes the PSCs [T][n] of n neurons from their packed spikes
// [T][words].
func outputPSC(a []float32, bits []uint64, n, words int, p lif.Params) {
	inv := float32(1 / p.TauS)
	for j := range n {
		var v float32
		for t := range len(a) / n {
			s := float32(bits[t*words+j/64] >> (j % 64) & 1)
			v += float32((s - v) * inv)
			a[t*n+j] = v
		}
	}
}
