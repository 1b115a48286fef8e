//go:build !noasm

package kernel

import "math"

type (
	addRowsBlock func(dst, src *float32, offs *int32, n, limit int, tail int) (left int)
	scatterPatch func(dst, src *float32, ev *int32, n, rows, vectors, dstStride, srcStride, dstLimit, srcLimit int, tail int) (left int)
)

// Rows and patches that one call adds.
const (
	maxRows   = 4096
	maxEvents = 256
)

func (r *routines) sumRows(dst, src []float32, offs []int32) {
	if len(dst) == 0 || len(offs) == 0 {
		addRowsGeneric(dst, src, offs)
		return
	}
	// The assembly compares offsets without sign: negative ones are large.
	limit := min(len(src)-len(dst), math.MaxInt32)
	if limit < 0 {
		panic(badOffset)
	}
	vectors := parts(len(dst), r.lanes)
	last := len(dst) - (vectors-1)*r.lanes
	v := 0
	for left := parts(vectors, len(r.addRows)-1); left > 0; left-- {
		n := part(vectors-v, left)
		f, tail := r.addRows[n], r.lanes
		if v+n == vectors && last < r.lanes {
			f, tail = r.addRowsTail[n], last
		}
		j := v * r.lanes
		for o := 0; o < len(offs); o += maxRows {
			if f(&dst[j], &src[j], &offs[o], min(maxRows, len(offs)-o), limit, tail) != 0 {
				panic(badOffset)
			}
		}
		v += n
	}
}

func (r *routines) scatterRows(dst, src []float32, ev []Event, rows, n, dstStride, srcStride int) {
	maxDst, maxSrc := scatterLimits(dst, src, rows, n, dstStride, srcStride)
	if rows == 0 || n == 0 || len(ev) == 0 {
		return
	}
	maxDst, maxSrc = min(maxDst, math.MaxInt32), min(maxSrc, math.MaxInt32)
	if maxDst < 0 || maxSrc < 0 {
		panic(badEvent)
	}
	vectors := parts(n, r.lanes)
	tail := n - (vectors-1)*r.lanes
	f := r.scatterLong
	if vectors < len(r.scatter) {
		f = r.scatterTail[vectors]
		if tail == r.lanes {
			f = r.scatter[vectors]
		}
	}
	for len(ev) > 0 {
		k := min(len(ev), maxEvents)
		if f(&dst[0], &src[0], &ev[0].Dst, k, rows, vectors, 4*dstStride, 4*srcStride, maxDst, maxSrc, tail) != 0 {
			panic(badEvent)
		}
		ev = ev[k:]
	}
}
