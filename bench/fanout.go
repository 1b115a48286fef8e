package bench

import (
	"fmt"

	"github.com/snnsim/snnsim/snn"
)

// fanOut is how many synapses lead from each cell of a connection's input to
// neurons. At the border of a convolution a cell has fewer than in the middle.
type fanOut struct {
	all    []int64 // [cells], every synapse
	actual []int64 // [cells], those whose weight is not zero
	dense  int64   // sum of all: one dense step
}

// newFanOut counts the synapses of a stage with its present weights.
func newFanOut(net *snn.Network, s *snn.Stage) (*fanOut, error) {
	for i := range net.Config.Layers {
		l := &net.Config.Layers[i]
		if l.Name != s.Name {
			continue
		}
		f := &fanOut{}
		if l.Type == snn.TypeConv {
			f.conv(s, l)
		} else {
			f.linear(s)
		}
		for _, n := range f.all {
			f.dense += n
		}
		return f, nil
	}
	return nil, fmt.Errorf("bench: layer %s is not part of the network's configuration", s.Name)
}

func (f *fanOut) linear(s *snn.Stage) {
	w, m := s.Conn.Weight().Data, s.Out.Neurons()
	for len(w) > 0 {
		f.all = append(f.all, int64(m))
		f.actual = append(f.actual, nonZero(w[:m]))
		w = w[m:]
	}
}

// conv visits every cell and tap of the kernel; the weights are
// [ky][kx][channels in of a group][channels out].
func (f *fanOut) conv(s *snn.Stage, l *snn.Layer) {
	in, out := s.Conn.In(), s.Out
	cig, cog := l.InChannels/l.Groups, l.OutChannels/l.Groups
	taps := make([]int64, l.Kernel[0]*l.Kernel[1]*in.C) // non-zero weights of a tap and channel
	w := s.Conn.Weight().Data
	for i := range taps {
		tap, c := i/in.C, i%in.C
		at := (tap*cig+c%cig)*out.C + c/cig*cog
		taps[i] = nonZero(w[at : at+cog])
	}
	f.all, f.actual = make([]int64, in.Neurons()), make([]int64, in.Neurons())
	for y := range in.H {
		for x := range in.W {
			cell := (y*in.W + x) * in.C
			for ky := range l.Kernel[0] {
				if !lands(y, ky, l.Stride[0], l.Padding[0], l.Dilation[0], out.H) {
					continue
				}
				for kx := range l.Kernel[1] {
					if !lands(x, kx, l.Stride[1], l.Padding[1], l.Dilation[1], out.W) {
						continue
					}
					for c := range in.C {
						f.all[cell+c] += int64(cog)
						f.actual[cell+c] += taps[(ky*l.Kernel[1]+kx)*in.C+c]
					}
				}
			}
		}
	}
}

// lands reports whether some output has tap k of its kernel on position p.
func lands(p, k, stride, pad, dilation, out int) bool {
	q := p + pad - k*dilation
	return q >= 0 && q%stride == 0 && q/stride < out
}

func nonZero(w []float32) int64 {
	var n int64
	for _, v := range w {
		if v != 0 {
			n++
		}
	}
	return n
}
