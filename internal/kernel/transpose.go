package kernel

// checkTranspose panics on a shape bug and reports whether there is work.
func checkTranspose(dst, src []float32, rows, cols, dstStride, srcStride int) bool {
	if rows < 0 || cols < 0 {
		panic(badSize)
	}
	if rows == 0 || cols == 0 {
		return false
	}
	if dstStride < 0 || srcStride < 0 {
		panic(badStride)
	}
	if len(src) < (rows-1)*srcStride+cols {
		panic(shortSrc)
	}
	if len(dst) < (cols-1)*dstStride+rows {
		panic(smallDst)
	}
	return true
}

func transposeGeneric(dst, src []float32, rows, cols, dstStride, srcStride int) {
	if checkTranspose(dst, src, rows, cols, dstStride, srcStride) {
		transposePlain(dst, src, 0, rows, 0, cols, dstStride, srcStride)
	}
}

// transposePlain takes rows i0 … i1-1 and columns j0 … j1-1 in small blocks,
// so that few cache lines are written at a time.
func transposePlain(dst, src []float32, i0, i1, j0, j1, dstStride, srcStride int) {
	const block = 16
	for i := i0; i < i1; i += block {
		for j := j0; j < j1; j++ {
			d := dst[j*dstStride:]
			for k := i; k < min(i+block, i1); k++ {
				d[k] = src[k*srcStride+j]
			}
		}
	}
}
