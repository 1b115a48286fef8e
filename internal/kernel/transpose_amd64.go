//go:build !noasm

package kernel

// Rows and columns that the assembly transposes at a time, and rows of one
// call: few enough that the lines read stay in the first-level cache.
const (
	transposeSide = 8
	transposeRows = 64
)

func (r *routines) transposeBlocks(dst, src []float32, rows, cols, dstStride, srcStride int) {
	if !checkTranspose(dst, src, rows, cols, dstStride, srcStride) {
		return
	}
	fullRows, fullCols := rows&^(transposeSide-1), cols&^(transposeSide-1)
	for i := 0; i < fullRows; i += transposeRows {
		blocks := min(transposeRows, fullRows-i) / transposeSide
		for j := 0; j < fullCols; j += transposeSide {
			r.transpose(&dst[j*dstStride+i], &src[i*srcStride+j], blocks, 4*dstStride, 4*srcStride)
		}
	}
	transposePlain(dst, src, fullRows, rows, 0, fullCols, dstStride, srcStride)
	transposePlain(dst, src, 0, rows, fullCols, cols, dstStride, srcStride)
}
