package snn

import "github.com/snnsim/snnsim/internal/kernel"

// tiling computes a square stride-one correlation tile by tile with the fewest
// multiplications (S. Winograd, Arithmetic Complexity of Computations, 1980; for
// convolutions A. Lavin & S. Gray, doi 10.1109/CVPR.2016.435). In one dimension, m
// outputs of a kernel g of r taps on n = m+r-1 inputs d are
//
//	y = A·((G·g) ⊙ (B·d))
//
// with n multiplications instead of m·r. Sums over channels are taken of the
// products, before A, so that of a convolution n² matrix products are left. The
// scheme evaluates polynomials at 0, 1, -1, 2, -1/2 and infinity: B holds multiples of a half, so
// that B·d is exact where d counts spikes.
//
// The gradient of the kernel is a correlation of the same inputs with the m outputs'
// gradients as its kernel, of r outputs; so m and r change places in A and G.
type tiling struct {
	m, r, n  int
	in       []float32 // B, n×n
	kernel   []float32 // G, n×r
	flipped  []float32 // G of the kernel in reverse, n×r
	out      []float32 // A, m×n
	delta    []float32 // G of the weight gradient, n×m
	gradient []float32 // A of the weight gradient, r×n
}

// tilePoints are the places where polynomials are evaluated, beside infinity.
var tilePoints = [...]float64{0, 1, -1, 2, -0.5}

// newTiling returns the scheme for m outputs and kernels of r, m+r at most 7.
func newTiling(m, r int) *tiling {
	t := &tiling{m: m, r: r, n: m + r - 1}
	points := tilePoints[:t.n-1]
	t.in = make([]float32, t.n*t.n)
	for i := range t.n {
		// Coefficients of the product of x-p over all other points.
		c := make([]float64, t.n)
		c[0] = 1
		for j, p := range points {
			if j == i {
				continue
			}
			for k := t.n - 1; k >= 0; k-- {
				c[k] *= -p
				if k > 0 {
					c[k] += c[k-1]
				}
			}
		}
		for k, v := range c {
			t.in[i*t.n+k] = float32(v)
		}
	}
	t.kernel, t.delta = toPoints(points, r, false), toPoints(points, m, false)
	t.flipped = toPoints(points, r, true)
	t.out, t.gradient = fromPoints(points, m), fromPoints(points, r)
	return t
}

// toPoints returns G for kernels of size taps.
func toPoints(points []float64, taps int, reverse bool) []float32 {
	g := make([]float32, (len(points)+1)*taps)
	at := func(j int) int {
		if reverse {
			return taps - 1 - j
		}
		return j
	}
	for i, p := range points {
		f := 1.0
		for j, q := range points {
			if j != i {
				f /= p - q
			}
		}
		for j := range taps {
			g[i*taps+at(j)] = float32(f)
			f *= p
		}
	}
	g[len(points)*taps+at(taps-1)] = 1
	return g
}

// fromPoints returns A for a number of outputs.
func fromPoints(points []float64, outputs int) []float32 {
	n := len(points) + 1
	a := make([]float32, outputs*n)
	for i, p := range points {
		f := 1.0
		for k := range outputs {
			a[k*n+i] = float32(f)
			f *= p
		}
	}
	a[outputs*n-1] = 1
	return a
}

// tileRow is a row of tiles of a map whose pixels have c channels.
type tileRow struct {
	f         []float32 // n×size
	size      int       // pixels of a tile's side
	step      int       // pixels from a tile to the next
	tiles     int
	x         []float32
	pitch, c  int
	dst       []float32 // [n][n] planes of [tiles][c]
	plane     int
	transform int // n
}

// spread transforms a row of tiles; tmp is scratch.
func (w *tileRow) spread(k *kernel.Set, a *kernel.CombineArgs, tmp []float32) {
	long := ((w.tiles-1)*w.step + w.size) * w.c
	*a = kernel.CombineArgs{
		Groups: 1, Rows: w.transform, Terms: w.size, N: long, F: w.f,
		Src: w.x, SrcStride: w.pitch, Dst: tmp, DstStride: long,
	}
	k.Combine(a)
	a.Groups, a.N = w.tiles, w.c
	a.SrcGroup, a.SrcStride = w.step*w.c, w.c
	a.DstGroup, a.DstStride = w.c, w.plane
	for i := range w.transform {
		a.Src, a.Dst = tmp[i*long:], w.dst[i*w.transform*w.plane:]
		k.Combine(a)
	}
}
