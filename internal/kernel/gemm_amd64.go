//go:build !noasm

package kernel

// gemmTile computes one tile of C over kn×ko terms. Strides are in bytes;
// those of the outer index count from the end of an inner run.
type gemmTile func(kn, ko int, a *float32, ars, acs, aos int, b *float32, brs, bos int, c *float32, crs int, acc int, tail int)

// Copying the columns of B that a column of tiles reads pays from packTiles
// tiles on. Rows a multiple of 4 KiB apart fall into the same few cache lines:
// then packAliased tiles suffice. Measured with 6×16 tiles.
const (
	packTiles   = 24
	packAliased = 8
)

// gemm cuts the sum into passes of at most kBlock terms.
func (r *routines) gemm(g *GemmArgs) {
	if !g.check() {
		return
	}
	acc := 0
	if g.Acc {
		acc = 1
	}
	switch {
	case g.Kn*g.Ko <= kBlock:
		r.gemmPass(g, 0, g.Ko, 0, g.Kn, acc)
	case g.Kn > kBlock:
		for o := range g.Ko {
			for k, left := 0, parts(g.Kn, kBlock); left > 0; left-- {
				n := part(g.Kn-k, left)
				r.gemmPass(g, o, 1, k, n, acc)
				k += n
				acc = 1
			}
		}
	default:
		for o, left := 0, parts(g.Ko, kBlock/g.Kn); left > 0; left-- {
			n := part(g.Ko-o, left)
			r.gemmPass(g, o, n, 0, g.Kn, acc)
			o += n
			acc = 1
		}
	}
}

// gemmPass adds the terms o0 <= o < o0+ko, k0 <= k < k0+kn, one panel of at
// most two vectors of columns after the other.
func (r *routines) gemmPass(g *GemmArgs, o0, ko, k0, kn, acc int) {
	a, b := g.A[o0*g.Aos+k0*g.Acs:], g.B[o0*g.Bos+k0*g.Brs:]
	aos := 4 * (g.Aos - kn*g.Acs)
	for j := 0; j < g.N; {
		n := min(g.N-j, 2*r.lanes)
		table, tail := r.tiles(n)
		most := len(table) - 1
		bp, brs, bos := &b[j], 4*g.Brs, 4*(g.Bos-kn*g.Brs)
		if r.packs(g, parts(g.M, most)) && len(g.Pack) >= ko*kn*n {
			pack(g.Pack, b[j:], ko, kn, n, g.Bos, g.Brs)
			bp, brs, bos = &g.Pack[0], 4*n, 0
		}
		for i, left := 0, parts(g.M, most); left > 0; left-- {
			m := part(g.M-i, left)
			table[m](kn, ko, &a[i*g.Ars], 4*g.Ars, 4*g.Acs, aos, bp, brs, bos, &g.C[i*g.Crs+j], 4*g.Crs, acc, tail)
			i += m
		}
		j += n
	}
}

// packs reports whether to copy columns of B for so many tiles.
func (r *routines) packs(g *GemmArgs, tiles int) bool {
	return g.N > 2*r.lanes && (tiles >= packTiles || tiles >= packAliased && g.Brs%1024 == 0)
}

// tiles returns the table for n columns and the elements in the last vector.
func (r *routines) tiles(n int) (table []gemmTile, tail int) {
	switch {
	case n == 2*r.lanes:
		return r.gemm2, r.lanes
	case n > r.lanes:
		return r.gemm2Tail, n - r.lanes
	case n == r.lanes:
		return r.gemm1, n
	}
	return r.gemm1Tail, n
}

// pack copies n columns of B to consecutive rows.
func pack(dst, b []float32, ko, kn, n, bos, brs int) {
	for o := range ko {
		for k := range kn {
			row := b[o*bos+k*brs:]
			switch n { // widths that are copied without a call
			case 32:
				*(*[32]float32)(dst) = *(*[32]float32)(row)
			case 16:
				*(*[16]float32)(dst) = *(*[16]float32)(row)
			default:
				copy(dst[:n], row)
			}
			dst = dst[n:]
		}
	}
}
