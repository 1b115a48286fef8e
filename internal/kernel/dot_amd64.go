//go:build !noasm

package kernel

import "math"

type dotPatch func(dst, x, y *float32, ev *int32, n, rows, vectors, xStride, yStride, xLimit, yLimit int, tail int) (left int)

func (r *routines) dotPatches(dst, x, y []float32, ev []Event, rows, n, xStride, yStride int) {
	maxX, maxY := scatterLimits(x, y, rows, n, xStride, yStride)
	if len(dst) != len(ev) || rows == 0 || n == 0 || len(ev) == 0 {
		dotRowsGeneric(dst, x, y, ev, rows, n, xStride, yStride)
		return
	}
	maxX, maxY = min(maxX, math.MaxInt32), min(maxY, math.MaxInt32)
	if maxX < 0 || maxY < 0 {
		panic(badEvent)
	}
	vectors := parts(n, r.lanes)
	tail := n - (vectors-1)*r.lanes
	for len(ev) > 0 {
		k := min(len(ev), maxEvents)
		if r.dotRows(&dst[0], &x[0], &y[0], &ev[0].Dst, k, rows, vectors, 4*xStride, 4*yStride, maxX, maxY, tail) != 0 {
			panic(badEvent)
		}
		ev, dst = ev[k:], dst[k:]
	}
}
