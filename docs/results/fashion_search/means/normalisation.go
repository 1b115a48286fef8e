package main

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/snn"
)

// normalisation keeps the incoming weights of every hidden neuron centred, or as
// long as they were.
type normalisation struct {
	net    *snn.Network
	what   string
	length [][]float64 // [stage][neurons], at the start
}

func newNormalisation(net *snn.Network, what string) (*normalisation, error) {
	n := &normalisation{net: net, what: what}
	switch what {
	case "", "centred", "sphere":
	default:
		return nil, fmt.Errorf("weights %q: expected centred or sphere", what)
	}
	for _, s := range n.hidden() {
		n.length = append(n.length, lengths(s))
	}
	return n, nil
}

func (n *normalisation) hidden() []*snn.Stage { return n.net.Stages[:len(n.net.Stages)-1] }

// lengths returns the length of every neuron's vector of weights.
func lengths(s *snn.Stage) []float64 {
	l := make([]float64, s.Out.C)
	for i, w := range s.Conn.Weight().Data {
		l[i%len(l)] += float64(w) * float64(w)
	}
	for j, v := range l {
		l[j] = math.Sqrt(v)
	}
	return l
}

// apply normalises the weights and prepares the network for the next step.
func (n *normalisation) apply() {
	if n.what == "" {
		return
	}
	for i, s := range n.hidden() {
		w, out := s.Conn.Weight().Data, s.Out.C
		switch n.what {
		case "centred":
			mean := make([]float64, out)
			for k, v := range w {
				mean[k%out] += float64(v)
			}
			for k := range w {
				w[k] -= float32(mean[k%out] / float64(len(w)/out))
			}
		case "sphere":
			now := lengths(s)
			for k := range w {
				w[k] *= float32(n.length[i][k%out] / now[k%out])
			}
		}
	}
	n.net.Prepare(true)
}
