package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// WeightGrad implements Connection.
func (f *linear) WeightGrad(s *Scratch, dw []float32, in []Input, r []float32) {
	for b := range in {
		f.sampleGrad(s, dw, &in[b], r[b*in[b].T*f.plane:])
	}
}

// sampleGrad is WeightGrad of one sample.
func (f *linear) sampleGrad(s *Scratch, dw []float32, in *Input, r []float32) {
	p := f.plane
	if in.Kind == spikes.Image {
		f.SumSteps(s.k, s.rsum, r, in.T)
		r = s.rsum
	}
	if in.Kind == spikes.Events && f.m >= narrowLinear && s.byEvents(f.breakEven(s), in, f.n) {
		// One row of r for every spike.
		s.took(WeightGradient, true, in.T)
		for t := range in.T {
			cells := in.Step(t)
			if cap(s.events) < len(cells) {
				s.events = make([]kernel.Event, len(cells)+len(cells)/2)
			}
			ev := s.events[:len(cells)]
			for i, c := range cells {
				ev[i] = kernel.Event{Dst: c * int32(f.m)}
			}
			s.k.ScatterRows(dw, r[t*p:], ev, 1, f.m, 0, 0)
		}
		return
	}
	frames := in.Frames()
	s.took(WeightGradient, false, frames)
	for t := range frames {
		in.frame(s.frame[t*f.stride:], f.place, t)
	}
	s.gemm = kernel.GemmArgs{
		Pack: s.pack,
		M:    f.n, N: f.m, Kn: frames, Ko: 1,
		A: s.frame, Ars: 1, Acs: f.stride,
		B: r, Brs: p,
		C: dw, Crs: f.m, Acc: true,
	}
	s.k.Gemm(&s.gemm)
	for t := range frames {
		in.unframe(s.frame[t*f.stride:], f.place, t)
	}
}

// FinishGrad implements Connection.
func (f *linear) FinishGrad(_ *Scratch, dw []float32) []float32 { return dw }

// DataGrad implements Connection.
func (f *linear) DataGrad(s *Scratch, q, r []float32, t int) {
	s.took(DataGradient, false, t)
	s.gemm = kernel.GemmArgs{
		M: t, Kn: f.m, Ko: 1,
		A: r, Ars: f.plane, Acs: 1,
		Crs: f.n,
	}
	if !f.large {
		s.gemm.Pack = s.pack
	}
	f.back.product(s.k, &s.gemm, q)
}

// DataGradAt implements Connection: one dot product of r and a row of weights
// for every spike.
func (f *linear) DataGradAt(s *Scratch, q, r []float32, in *Input) bool {
	if in.Kind != spikes.Events || !s.byEvents(s.even.DataGradient, in, f.n) {
		return false
	}
	s.took(DataGradient, true, in.T)
	p := f.plane
	for t := range in.T {
		cells := in.Step(t)
		ev, dots := s.patches(len(cells))
		for i, cell := range cells {
			ev[i] = kernel.Event{Src: cell * int32(f.m)}
		}
		s.k.DotRows(dots, r[t*p:], f.weight.Data, ev, 1, f.m, 0, 0)
		out := q[t*f.n:]
		for i, cell := range cells {
			out[cell] = dots[i]
		}
	}
	return true
}
