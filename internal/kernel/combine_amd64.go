//go:build !noasm

package kernel

// combineRows combines vectors of some number of rows.
type combineRows func(dst, src, f *float32, rows, vectors, groups, dstStride, srcStride, dstGroup, srcGroup, tail int)

func (r *routines) combineGroups(a *CombineArgs) {
	if !a.check() {
		return
	}
	if a.Terms < 2 || a.Terms >= len(r.combine) {
		combineGeneric(a)
		return
	}
	for j := 0; j < a.N; {
		n, f, tail := min(a.N-j, maxVector/8)&^(r.lanes-1), r.combine[a.Terms], 0
		if n == 0 {
			n, f, tail = a.N-j, r.combineTail[a.Terms], a.N-j
		}
		for g := 0; g < a.Groups; {
			groups := min(a.Groups-g, max(1, maxVector/n))
			f(&a.Dst[g*a.DstGroup+j], &a.Src[g*a.SrcGroup+j], &a.F[0], a.Rows, parts(n, r.lanes), groups,
				4*a.DstStride, 4*a.SrcStride, 4*a.DstGroup, 4*a.SrcGroup, tail)
			g += groups
		}
		j += n
	}
}
