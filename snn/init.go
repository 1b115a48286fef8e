package snn

import (
	"math"
	"math/rand/v2"
)

// Init draws the weights as the released code does: a convolution uniform
// within ±1/√fan_in, a dense layer normal with variance 2/fan_in, each times
// the layer's weight_scale. Every stage has a random stream of its own.
func (n *Network) Init(seed uint64) {
	for i, s := range n.Stages {
		rng := rand.New(rand.NewPCG(seed, 0x696e6974<<32|uint64(i))) // "init"
		w := s.Conn.Weight()
		scale := s.layer.WeightScale
		if c, ok := s.Conn.(*conv); ok {
			bound := scale / math.Sqrt(float64(c.kh*c.kw*c.cig))
			for j := range w.Data {
				w.Data[j] = float32((2*rng.Float64() - 1) * bound)
			}
			continue
		}
		sd := scale * math.Sqrt(2/float64(s.Conn.In().Neurons()))
		for j := range w.Data {
			w.Data[j] = float32(rng.NormFloat64() * sd)
		}
	}
}
