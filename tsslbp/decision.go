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
	d.settleBy(sums, func(class int) float64 {
		return addPotentials(0, u, out, class, steps)
	})
}

// addPotentials adds a class's potentials of u, [steps][H][Pitch], to sum.
func addPotentials(sum float64, u []float32, out spikes.Shape, class, steps int) float64 {
	at := class/out.Row()*out.Pitch() + class%out.Row()
	for t := range steps {
		sum += float64(u[t*out.H*out.Pitch()+at])
	}
	return sum
}

// settleBy is settle with the summed potential of a class.
func (d *Decision) settleBy(sums []float64, potential func(class int) float64) {
	if !d.Tie {
		return
	}
	tied, best, found := sums[d.Class], 0.0, false
	for c, v := range sums {
		if v != tied {
			continue
		}
		if sum := potential(c); !found || sum > best {
			d.Class, best, found = c, sum, true
		}
	}
}

// outputPSC writes the PSCs of a population, [T][neurons], from its packed spikes. carry,
// [neurons], is where they begin and takes where they end; nil begins at zero.
func outputPSC(a []float32, bits []uint64, out spikes.Shape, p lif.Params, carry []float32) {
	inv := float32(1 / p.TauS)
	n, words := out.Neurons(), out.Words()
	for j := range n {
		row := out.Row()
		word, bit := j/row*out.RowWords()+j%row/64, j%row%64
		var v float32
		if carry != nil {
			v = carry[j]
		}
		for t := range len(a) / n {
			s := float32(bits[t*words+word] >> bit & 1)
			v += float32((s - v) * inv)
			a[t*n+j] = v
		}
		if carry != nil {
			carry[j] = v
		}
	}
}
