package kernel

// GemmArgs describes one product of strided matrices:
//
//	for i := range M {
//		for j := range N {
//			var sum float32 // C[i*Crs+j] if Acc
//			for o := range Ko {
//				for k := range Kn {
//					sum += float32(A[i*Ars+o*Aos+k*Acs] * B[o*Bos+k*Brs+j])
//				}
//			}
//			C[i*Crs+j] = sum
//		}
//	}
//
// The two levels of the inner index make a convolution a product without
// copying its windows: a kernel row is contiguous (Kn = width × channels) and
// Ko counts kernel rows. An ordinary product has Ko = 1.
//
// Terms enter in ascending (o, k) order into one accumulator per element.
// Assembly fuses multiplication and addition, so sets agree within rounding,
// or to the bit where the products are exact, as with 0/1 operands. Any size
// may be zero: without Acc an empty sum stores zeros.
type GemmArgs struct {
	M, N   int // rows and columns of C
	Kn, Ko int // inner and outer length of the sum

	A             []float32
	Ars, Acs, Aos int // steps of i, k and o in A

	B        []float32
	Brs, Bos int // steps of k and o in B; columns are contiguous

	C   []float32
	Crs int // step of i in C

	Acc bool // add to C instead of overwriting it

	// Pack is scratch for a contiguous copy of 32 columns of B, made where the
	// copy pays. nil never packs; PackSize elements suffice for every shape.
	Pack []float32
}

// kBlock bounds the length of the sum that one pass takes: 1024 rows of 32
// columns are 128 KiB of B, which stay in a second-level cache of 512 KiB.
const kBlock = 1024

// PackSize is the length of [GemmArgs.Pack] that every shape can use.
const PackSize = kBlock * 32

// check panics on a shape bug. It reports whether there are terms to sum,
// after having stored the zeros of an empty sum.
func (g *GemmArgs) check() bool {
	if g.M < 0 || g.N < 0 || g.Kn < 0 || g.Ko < 0 {
		panic(badSize)
	}
	if g.M == 0 || g.N == 0 {
		return false
	}
	if g.Crs < 0 || g.M > 1 && g.Crs < g.N {
		panic(badStride)
	}
	if len(g.C) < (g.M-1)*g.Crs+g.N {
		panic(shortC)
	}
	if g.Kn == 0 || g.Ko == 0 {
		if !g.Acc {
			for i := range g.M {
				clear(g.C[i*g.Crs:][:g.N])
			}
		}
		return false
	}
	if g.Ars < 0 || g.Acs < 0 || g.Aos < 0 || g.Brs < 0 || g.Bos < 0 {
		panic(badStride)
	}
	if len(g.A) <= (g.M-1)*g.Ars+(g.Ko-1)*g.Aos+(g.Kn-1)*g.Acs {
		panic(shortA)
	}
	if len(g.B) < (g.Ko-1)*g.Bos+(g.Kn-1)*g.Brs+g.N {
		panic(shortB)
	}
	return true
}

// gemmGeneric keeps a row of C as the accumulators and adds rows of B to it,
// four at a time to save loads and stores of C.
func gemmGeneric(g *GemmArgs) {
	if !g.check() {
		return
	}
	for i := range g.M {
		c := g.C[i*g.Crs:][:g.N]
		if !g.Acc {
			clear(c)
		}
		for o := range g.Ko {
			a := g.A[i*g.Ars+o*g.Aos:]
			b := g.B[o*g.Bos:]
			k := 0
			for ; k+4 <= g.Kn; k += 4 {
				axpy4(c, b[k*g.Brs:], b[(k+1)*g.Brs:], b[(k+2)*g.Brs:], b[(k+3)*g.Brs:],
					a[k*g.Acs], a[(k+1)*g.Acs], a[(k+2)*g.Acs], a[(k+3)*g.Acs])
			}
			for ; k < g.Kn; k++ {
				f, row := a[k*g.Acs], b[k*g.Brs:][:len(c)]
				for j, v := range row {
					c[j] += float32(f * v)
				}
			}
		}
	}
}

// axpy4 adds f0*b0, f1*b1, f2*b2 and f3*b3 to c, in that order.
func axpy4(c, b0, b1, b2, b3 []float32, f0, f1, f2, f3 float32) {
	n := len(c)
	b0, b1, b2, b3 = b0[:n], b1[:n], b2[:n], b3[:n]
	for j, v := range c {
		v += float32(f0 * b0[j])
		v += float32(f1 * b1[j])
		v += float32(f2 * b2[j])
		v += float32(f3 * b3[j])
		c[j] = v
	}
}
