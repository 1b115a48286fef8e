package kernel

// An Event is one spike seen by [Set.ScatterRows]: where its patch lies in
// dst and in src, as indices of the first element.
type Event struct{ Dst, Src int32 }

func addRowsGeneric(dst, src []float32, offs []int32) {
	for _, off := range offs {
		if off < 0 || int(off)+len(dst) > len(src) {
			panic(badOffset)
		}
		row := src[off:][:len(dst)]
		for j, v := range row {
			dst[j] += v
		}
	}
}

// scatterLimits returns the greatest indices at which a patch may begin in dst
// and in src; a negative one means that no patch fits.
func scatterLimits(dst, src []float32, rows, n, dstStride, srcStride int) (int, int) {
	if rows < 0 || n < 0 {
		panic(badSize)
	}
	if dstStride < 0 || srcStride < 0 {
		panic(badStride)
	}
	return len(dst) - (rows-1)*dstStride - n, len(src) - (rows-1)*srcStride - n
}

func scatterRowsGeneric(dst, src []float32, ev []Event, rows, n, dstStride, srcStride int) {
	maxDst, maxSrc := scatterLimits(dst, src, rows, n, dstStride, srcStride)
	if rows == 0 || n == 0 {
		return
	}
	for _, e := range ev {
		if e.Dst < 0 || e.Src < 0 || int(e.Dst) > maxDst || int(e.Src) > maxSrc {
			panic(badEvent)
		}
		for r := range rows {
			d := dst[int(e.Dst)+r*dstStride:][:n]
			s := src[int(e.Src)+r*srcStride:][:n]
			for j, v := range s {
				d[j] += v
			}
		}
	}
}
