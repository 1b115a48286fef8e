package tsslbp

import (
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/spikes"
)

// Decision is the network's answer to one sample: the class whose output PSC,
// summed over time, is largest. Of classes with the same sum it is the first,
// as in the released code, or with the setting ties: potential that with the
// largest sum of membrane potentials before reset.
type Decision struct {
	Class  int
	Tie    bool // another class has the same sum of PSCs
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

// choose decides for the first of the largest summed PSCs.
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

// settle lets the potentials of the outputs, [steps][H][Pitch], decide between
// classes of the same sum. Of classes that have the same potential too, the
// first stays.
func (d *Decision) settle(sums []float64, u []float32, out spikes.Shape, steps int) {
	if !d.Tie {
		return
	}
	tied, best, found := sums[d.Class], 0.0, false
	for c, v := range sums {
		if v != tied {
			continue
		}
		sum, at := 0.0, c/out.Row()*out.Pitch()+c%out.Row()
		for t := range steps {
			sum += float64(u[t*out.H*out.Pitch()+at])
		}
		if !found || sum > best {
			d.Class, best, found = c, sum, true
		}
	}
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
