package snn

import (
	"math"
	"math/rand/v2"
)

// Init draws the weights from each layer's distribution, times its
// weight_scale. Every stage has a random stream of its own. Prepare must follow.
func (n *Network) Init(seed uint64) {
	n.ready = false
	for i, s := range n.Stages {
		rng := rand.New(rand.NewPCG(seed, 0x696e6974<<32|uint64(i))) // "init"
		w := s.Conn.Weight().Data
		fanIn := float64(len(w) / s.Out.C)
		if s.layer.Init == InitUniform {
			bound := s.layer.WeightScale / math.Sqrt(fanIn)
			for j := range w {
				w[j] = float32((2*rng.Float64() - 1) * bound)
			}
			continue
		}
		sd := s.layer.WeightScale * math.Sqrt(2/fanIn)
		for j := range w {
			w[j] = float32(rng.NormFloat64() * sd)
		}
	}
}
