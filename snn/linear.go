package snn

import (
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// linear is a dense matrix without bias, [in][out].
type linear struct {
	in, out spikes.Shape
	n, m    int // inputs, outputs
	weight  *Tensor
	scaled  []float32 // [in][out] times factor: the weights themselves, or buffer
	buffer  []float32
	large   bool    // products read panels
	dense   panels  // scaled, of a large matrix
	back    panels  // [out][in], empty until needed
	place   []int32 // identity

	plane, stride int // from step to step of r, from frame to frame

	factor   float32 // of the last Plan
	backward bool    // of the last Plan
}

// narrowLinear is the number of outputs below which a dense layer has little
// to gain from events.
const narrowLinear = 64

// largeLinear is the number of weights from which a product was measured to read
// them faster from panels (bench/LADDER.md): going down a few columns of long rows
// it meets another page at every row.
const largeLinear = 1 << 20

func newLinear(l *Layer, in spikes.Shape) *linear {
	f := &linear{in: in, out: spikes.Flat(l.Outputs), n: in.Neurons(), m: l.Outputs}
	f.large = f.n*f.m >= largeLinear
	f.plane, f.stride = apart(f.out.Pitch()), apart(f.n)
	f.weight = NewTensor(l.Name+".weight", f.n, f.m)
	return f
}

// apart returns how far apart rows of n numbers should lie for a product that reads
// up to 14 of them side by side: at multiples of 2 KiB they would compete for the
// same few places of a first-level cache.
func apart(n int) int {
	const period, line = 512, 16
	if n%period == 0 {
		return n + line
	}
	return n
}

// breakEven returns the density up to which events win.
func (f *linear) breakEven(s *Scratch) float64 {
	if f.m < narrowLinear {
		return s.even.Narrow
	}
	return s.even.Linear
}

func (f *linear) Weight() *Tensor   { return f.weight }
func (f *linear) In() spikes.Shape  { return f.in }
func (f *linear) Out() spikes.Shape { return f.out }
func (f *linear) MACs() int64       { return int64(f.n) * int64(f.m) }
func (f *linear) GradLen() int      { return f.n * f.m }

// prepareRows is how many rows of the matrix a part of Prepare takes, a multiple
// of a panel's columns.
const prepareRows = 2 * panelWidth

// Plan implements Connection. Weights that are not scaled are used as they
// are.
func (f *linear) Plan(factor float32, back bool) int {
	if f.place == nil {
		f.place = make([]int32, f.n)
		for i := range f.place {
			f.place[i] = int32(i)
		}
	}
	f.factor, f.backward = factor, back
	if back && f.back.n == 0 {
		f.back = newPanels(f.m, f.n, f.large)
	}
	if f.large && f.dense.n == 0 {
		f.dense = newPanels(f.n, f.m, true)
	}
	if factor == 1 {
		f.scaled = f.weight.Data
	} else {
		if f.buffer == nil {
			f.buffer = make([]float32, f.n*f.m)
		}
		f.scaled = f.buffer
	}
	if !back && factor == 1 && !f.large {
		return 0
	}
	return (f.n + prepareRows - 1) / prepareRows
}

// Prepare implements Connection.
func (f *linear) Prepare(k *kernel.Set, part int) {
	lo, hi := part*prepareRows, min((part+1)*prepareRows, f.n)
	w := f.weight.Data[lo*f.m : hi*f.m]
	if f.factor != 1 {
		copy(f.scaled[lo*f.m:], w)
		scale(k, f.scaled[lo*f.m:hi*f.m], f.factor)
	}
	if f.large {
		for i := lo; i < hi; i++ {
			f.dense.set(k, i, f.scaled[i*f.m:(i+1)*f.m], 1)
		}
	}
	if f.backward {
		f.back.setColumns(k, lo, w, hi-lo, f.m)
	}
}

// PreparedBytes implements Connection.
func (f *linear) PreparedBytes(factor float32, back bool) int64 {
	n := 0
	if factor != 1 {
		n += f.n * f.m
	}
	if f.large {
		n += panelsLen(f.n, f.m, true)
	}
	if back {
		n += panelsLen(f.m, f.n, f.large)
	}
	return int64(4 * n)
}

// NewScratch implements Connection.
func (f *linear) NewScratch(g, t int) *Scratch {
	return &Scratch{
		current: make([]float32, g*t*f.out.Pitch()),
		frame:   make([]float32, g*t*f.stride),
		rsum:    make([]float32, f.plane),
		pack:    make([]float32, kernel.PackSize),
	}
}

// Deltas implements Connection.
func (f *linear) Deltas() DeltaLayout {
	return DeltaLayout{Plane: f.plane, Row: f.out.Pitch(), Pixel: f.m}
}

// Currents implements Connection. Dense samples of one call share a product.
func (f *linear) Currents(s *Scratch, in []Input, sink CurrentSink) {
	p := f.out.Pitch()
	rows := 0 // frames of the pending product
	for b := range in {
		s.sees(&in[b], f.n)
	}
	for b := 0; b <= len(in); b++ {
		if b < len(in) && !(in[b].Kind == spikes.Events && s.byEvents(f.breakEven(s), &in[b], f.n)) {
			for t := range in[b].Frames() {
				in[b].frame(s.frame[(rows+t)*f.stride:], f.place, t)
			}
			rows += in[b].Frames()
			s.took(Current, false, in[b].Frames())
			continue
		}
		if rows > 0 {
			f.product(s, rows)
			first := b
			for r := rows; r > 0; r -= in[first].Frames() {
				first--
			}
			f.deliver(s, in, first, b, sink)
			rows = 0
		}
		if b == len(in) {
			break
		}
		s.took(Current, true, in[b].T)
		for t := range in[b].T {
			x := s.current[:p]
			clear(x)
			f.rows(s, x[:f.m], in[b].Step(t))
			sink.Current(b, t, x, p)
		}
	}
}

// rows adds the weight rows of the cells that fired.
func (f *linear) rows(s *Scratch, x []float32, cells []int32) {
	if cap(s.offs) < len(cells) {
		s.offs = make([]int32, len(cells)+len(cells)/2)
	}
	offs := s.offs[:len(cells)]
	for i, c := range cells {
		offs[i] = c * int32(f.m)
	}
	s.k.AddRows(x, f.scaled, offs)
}

func (f *linear) product(s *Scratch, rows int) {
	p := f.out.Pitch()
	s.gemm = kernel.GemmArgs{
		M: rows, N: f.m, Kn: f.n, Ko: 1,
		A: s.frame, Ars: f.stride, Acs: 1,
		B: f.scaled, Brs: f.m,
		C: s.current, Crs: p,
	}
	if f.large {
		f.dense.product(s.k, &s.gemm, s.current)
		return
	}
	s.gemm.Pack = s.pack
	s.k.Gemm(&s.gemm)
}

// deliver hands over the product's rows of samples first … last-1.
func (f *linear) deliver(s *Scratch, in []Input, first, last int, sink CurrentSink) {
	p := f.out.Pitch()
	row := 0
	for b := first; b < last; b++ {
		for t := range in[b].Frames() {
			step := t
			if in[b].Kind == spikes.Image {
				step = -1
			}
			sink.Current(b, step, s.current[row*p:(row+1)*p], p)
			in[b].unframe(s.frame[row*f.stride:], f.place, t)
			row++
		}
	}
}
