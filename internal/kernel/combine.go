package kernel

// CombineArgs describes linear combinations of rows, one group of rows after
// the other:
//
//	for g := range Groups {
//		for i := range Rows {
//			for j := range N {
//				var sum float32
//				for s := range Terms {
//					sum += float32(F[i*Terms+s] * Src[g*SrcGroup+s*SrcStride+j])
//				}
//				Dst[g*DstGroup+i*DstStride+j] = sum
//			}
//		}
//	}
//
// Assembly, which takes 2 to 6 terms, fuses multiplication and addition, so sets
// agree within rounding, or to the bit where the products and sums are exact. Src
// and Dst do not overlap.
type CombineArgs struct {
	Groups, Rows, Terms, N int

	F                   []float32 // [Rows][Terms]
	Src                 []float32
	SrcGroup, SrcStride int
	Dst                 []float32
	DstGroup, DstStride int
}

// check panics on a shape bug and reports whether there is work.
func (a *CombineArgs) check() bool {
	if a.Groups < 0 || a.Rows < 0 || a.Terms < 1 || a.N < 0 {
		panic(badSize)
	}
	if a.Groups == 0 || a.Rows == 0 || a.N == 0 {
		return false
	}
	if a.SrcGroup < 0 || a.SrcStride < 0 || a.DstGroup < 0 || a.DstStride < 0 {
		panic(badStride)
	}
	if len(a.F) < a.Rows*a.Terms {
		panic(shortF)
	}
	if len(a.Src) < (a.Groups-1)*a.SrcGroup+(a.Terms-1)*a.SrcStride+a.N {
		panic(shortSrc)
	}
	if len(a.Dst) < (a.Groups-1)*a.DstGroup+(a.Rows-1)*a.DstStride+a.N {
		panic(smallDst)
	}
	return true
}

func combineGeneric(a *CombineArgs) {
	if !a.check() {
		return
	}
	for g := range a.Groups {
		src, dst := a.Src[g*a.SrcGroup:], a.Dst[g*a.DstGroup:]
		for i := range a.Rows {
			d := dst[i*a.DstStride:][:a.N]
			clear(d)
			for s, f := range a.F[i*a.Terms:][:a.Terms] {
				for j, v := range src[s*a.SrcStride:][:len(d)] {
					d[j] += float32(f * v)
				}
			}
		}
	}
}
