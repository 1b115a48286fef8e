package tui

import "math"

// seriesCap is the number of means that a Series keeps; no terminal shows more.
const seriesCap = 512

// Series keeps the course of a quantity in bounded memory: means over equal
// numbers of values, which double whenever the memory is full. The zero value
// is ready. Add does not allocate.
type Series struct {
	mean   [seriesCap]float32
	n      int // means kept
	stride int // values in a mean
	sum    float64
	open   int // values in sum
}

// Add appends a value. One that is not finite is left out.
func (s *Series) Add(v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	if s.n == seriesCap {
		for i := range seriesCap / 2 {
			s.mean[i] = (s.mean[2*i] + s.mean[2*i+1]) / 2
		}
		s.n, s.stride = seriesCap/2, 2*s.stride
	}
	s.stride = max(1, s.stride)
	s.sum += v
	if s.open++; s.open == s.stride {
		s.mean[s.n] = float32(s.sum / float64(s.open))
		s.n, s.sum, s.open = s.n+1, 0, 0
	}
}

// Values returns a copy of the means, oldest first.
func (s *Series) Values() []float32 { return append([]float32(nil), s.mean[:s.n]...) }

// resample returns n values that stand for v: means where v is longer, linear
// interpolation where it is shorter.
func resample(v []float32, n int) []float32 {
	if len(v) == 0 || n <= 0 {
		return nil
	}
	out := make([]float32, n)
	for i := range out {
		if len(v) >= n {
			lo, hi := i*len(v)/n, (i+1)*len(v)/n
			var sum float32
			for _, x := range v[lo:hi] {
				sum += x
			}
			out[i] = sum / float32(hi-lo)
			continue
		}
		x := float64(i) * float64(len(v)-1) / float64(max(1, n-1))
		k := min(int(x), len(v)-1)
		next := v[min(k+1, len(v)-1)]
		out[i] = v[k] + (next-v[k])*float32(x-float64(k))
	}
	return out
}
