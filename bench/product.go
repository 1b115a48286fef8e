package bench

import (
	"fmt"
	"math/rand/v2"

	"github.com/snnsim/snnsim/internal/kernel"
)

// product is one matrix product, or several of the same shape that slide over
// their operands as the rows of a convolution do.
type product struct {
	group, name   string
	m, n          int
	kn, ko        int
	ars, acs, aos int // strides of A; 0 for a plain matrix
	brs, bos      int
	rows          int // products
	stepA, stepC  int // from one to the next
	acc           bool
}

// plain are the shapes, rows × inner × columns, of dense layers and unfolded
// convolutions, forward and backward, and a square one for comparison.
var plain = [][3]int{
	{64, 300, 4320}, {64, 300, 144}, {400, 784, 500}, {1024, 1024, 1024},
	{12, 50, 30720}, {4320, 300, 64}, {144, 300, 64}, {30720, 50, 12}, {50, 2304, 10},
}

// products lists what networks compute: the plain shapes, and the 5×5
// convolution 12→64 on 16×16 and its gradients in the two-level form.
func products() []product {
	var all []product
	for _, s := range plain {
		all = append(all, product{group: "product", name: fmt.Sprintf("%dx%dx%d", s[0], s[1], s[2]), m: s[0], kn: s[1], n: s[2], ko: 1, rows: 1})
	}
	const in, out, size, k, c, d = 16, 12, 5, 5, 12, 64
	const grid = out + 2*(k-1) // zero-padded gradient
	return append(all,
		product{
			group: "convolution 12-64", name: "current", m: out, n: d, kn: k * c, ko: k, ars: c, acs: 1, aos: in * c,
			brs: d, bos: k * c * d, rows: out, stepA: in * c, stepC: out * d,
		},
		product{
			group: "convolution 12-64", name: "weight gradient", m: k * c, n: d, kn: out, ko: out, ars: 1, acs: c, aos: in * c,
			brs: d, bos: grid * d, rows: size, stepA: in * c, stepC: k * c * d, acc: true,
		},
		product{
			group: "convolution 12-64", name: "data gradient", m: in, n: c, kn: k * d, ko: k, ars: d, acs: 1, aos: grid * d,
			brs: c, bos: k * d * c, rows: in, stepA: grid * d, stepC: in * c,
		},
	)
}

func productCases() []kernelCase {
	var all []kernelCase
	for _, p := range products() {
		flops := 2 * float64(p.m) * float64(p.n) * float64(p.kn*p.ko) * float64(p.rows)
		all = append(all, kernelCase{
			group: p.group, name: p.name, work: flops, unit: "GFLOP/s", load: flops, limit: OfPeak, prepare: p.prepare,
		})
	}
	return all
}

func (p *product) prepare(k *kernel.Set) func() {
	g := kernel.GemmArgs{
		M: p.m, N: p.n, Kn: p.kn, Ko: p.ko, Ars: p.ars, Acs: p.acs, Aos: p.aos, Brs: p.brs, Bos: p.bos,
		Crs: p.n, Acc: p.acc, Pack: make([]float32, kernel.PackSize),
	}
	if p.acs == 0 {
		g.Ars, g.Acs, g.Brs = p.kn, 1, p.n
	}
	rng := newRand()
	a := normal(rng, (p.m-1)*g.Ars+(p.ko-1)*g.Aos+(p.kn-1)*g.Acs+1+(p.rows-1)*p.stepA)
	g.B = normal(rng, (p.ko-1)*g.Bos+(p.kn-1)*g.Brs+p.n)
	c := make([]float32, p.m*p.n+(p.rows-1)*p.stepC)
	return func() {
		for r := range p.rows {
			g.A, g.C = a[r*p.stepA:], c[r*p.stepC:]
			k.Gemm(&g)
		}
	}
}

func newRand() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func normal(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}
