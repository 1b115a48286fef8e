package bench

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"

	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// samples serves a slice as a data set.
type samples struct {
	all   spikes.Batch
	batch int
}

func (s samples) Epoch(ctx context.Context, _, _ int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for lo := 0; lo < len(s.all); lo += s.batch {
			if ctx.Err() != nil {
				yield(nil, ctx.Err())
				return
			}
			if !yield(s.all[lo:min(lo+s.batch, len(s.all))], nil) {
				return
			}
		}
	}
}

func (s samples) Batches() int { return (len(s.all) + s.batch - 1) / s.batch }
func (s samples) Samples() int { return len(s.all) }

// drawNetwork draws a network of all kinds of layers with random weights, some
// of them zero.
func drawNetwork(t *rapid.T) *snn.Network {
	pick := func(name string, lo, hi int) int { return rapid.IntRange(lo, hi).Draw(t, name) }
	pair := func(name string, lo, hi int) [2]int { return [2]int{pick(name+"_y", lo, hi), pick(name+"_x", lo, hi)} }
	cfg := snn.DefaultConfig()
	s := &cfg.Network
	s.Steps, s.Classes = pick("steps", 1, 14), pick("classes", 2, 4)
	s.WarmUp = rapid.SampledFrom([]string{"per-neuron", "per-layer", "none"}).Draw(t, "warm_up")
	input := spikes.Shape{H: pick("h", 3, 7), W: pick("w", 3, 7), C: pick("c", 1, 3)}
	in := input
	for i := range pick("layers", 0, 4) {
		kind := rapid.SampledFrom([]string{snn.TypeConv, snn.TypeLinear, snn.TypePooling, snn.TypeDropout}).Draw(t, "kind")
		l := snn.DefaultLayer(fmt.Sprintf("layer_%d", i), kind)
		switch kind {
		case snn.TypeDropout:
			l.P = 0.5
			cfg.Layers = append(cfg.Layers, l, linearLayer(fmt.Sprintf("behind_%d", i), in.Neurons(), 20))
			in = spikes.Flat(20)
			continue
		case snn.TypeLinear:
			l.Inputs, l.Outputs = in.Neurons(), pick("outputs", 1, 70)
			cfg.Layers = append(cfg.Layers, l)
			in = spikes.Flat(l.Outputs)
			continue
		case snn.TypePooling:
			l.Kernel, l.Stride, l.Padding = pair("window", 1, 3), pair("stride", 1, 3), pair("pad", 0, 1)
		case snn.TypeConv:
			l.Kernel, l.Stride = pair("kernel", 1, 3), pair("stride", 1, 2)
			l.Padding, l.Dilation = pair("padding", 0, 2), pair("dilation", 1, 2)
			if l.Groups = pick("groups", 1, 3); in.C%l.Groups != 0 {
				l.Groups = 1
			}
			l.InChannels, l.OutChannels = in.C, l.Groups*pick("channels", 1, 4)
		}
		h, w := in.H+2*l.Padding[0]-(l.Kernel[0]-1)*l.Dilation[0], in.W+2*l.Padding[1]-(l.Kernel[1]-1)*l.Dilation[1]
		if h < 1 || w < 1 {
			continue // does not fit
		}
		if kind == snn.TypeConv {
			in.C = l.OutChannels
		}
		in.H, in.W = (h-1)/l.Stride[0]+1, (w-1)/l.Stride[1]+1
		cfg.Layers = append(cfg.Layers, l)
	}
	cfg.Layers = append(cfg.Layers, linearLayer("output", in.Neurons(), s.Classes))
	net, err := snn.New(cfg, input, nil)
	if err != nil {
		t.Fatal(err)
	}
	net.Init(uint64(pick("seed", 1, 1<<20)))
	scale := rapid.Float64Range(0.5, 6).Draw(t, "scale")
	rng := rand.New(rand.NewPCG(uint64(pick("zeros", 0, 1<<20)), 1))
	for _, w := range net.Weights() {
		for i := range w.Data {
			w.Data[i] *= float32(scale)
			if rng.IntN(4) == 0 {
				w.Data[i] = 0
			}
		}
	}
	return net
}

func linearLayer(name string, in, out int) snn.Layer {
	l := snn.DefaultLayer(name, snn.TypeLinear)
	l.Inputs, l.Outputs = in, out
	return l
}

// drawSamples draws inputs of one kind.
func drawSamples(t *rapid.T, net *snn.Network) spikes.Batch {
	kind := spikes.Kind(rapid.IntRange(0, 2).Draw(t, "input"))
	all := make(spikes.Batch, rapid.IntRange(1, 7).Draw(t, "samples"))
	rng := rand.New(rand.NewPCG(uint64(rapid.IntRange(0, 1<<20).Draw(t, "noise")), 2))
	for i := range all {
		s := &all[i]
		s.Kind, s.Index, s.Label = kind, i, rng.IntN(net.Config.Network.Classes)
		switch n := net.Input.Neurons(); kind {
		case spikes.Events:
			fillEvents(s, net.Input, net.Steps, 0.3, rng)
		case spikes.Image:
			s.Values = make([]float32, n)
		default:
			s.Values = make([]float32, n*net.Steps)
		}
		for j := range s.Values {
			s.Values[j] = float32(rng.IntN(3)) // some are zero
		}
	}
	return all
}
