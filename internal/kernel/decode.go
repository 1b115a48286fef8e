package kernel

import "math/bits"

// checkDecode panics unless dst holds the spikes of words and 16 more. It
// counts them only if dst is smaller than any words could need.
func checkDecode(dst []int32, words []uint64) {
	if len(dst) >= 64*len(words)+16 {
		return
	}
	n := 16
	for _, w := range words {
		n += bits.OnesCount64(w)
	}
	if len(dst) < n {
		panic(shortDst)
	}
}

func decodeLUTGeneric(dst []int32, words []uint64, lut []int32, base int32) int {
	checkDecode(dst, words)
	if len(lut) < 64*len(words) {
		panic(shortLUT)
	}
	n := 0
	for i, w := range words {
		l := lut[64*i:][:64]
		for ; w != 0; w &= w - 1 {
			dst[n] = l[bits.TrailingZeros64(w)&63] + base
			n++
		}
	}
	return n
}

func decodeGeneric(dst []int32, words []uint64, base int32) int {
	checkDecode(dst, words)
	n := 0
	for _, w := range words {
		for ; w != 0; w &= w - 1 {
			dst[n] = base + int32(bits.TrailingZeros64(w))
			n++
		}
		base += 64
	}
	return n
}
