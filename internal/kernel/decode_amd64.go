//go:build !noasm

package kernel

// maxWords bounds the words of one call.
const maxWords = 4096

func decodeLUTZMM(dst []int32, words []uint64, lut []int32, base int32) int {
	checkDecode(dst, words)
	if len(lut) < 64*len(words) {
		panic(shortLUT)
	}
	n := 0
	for i := 0; i < len(words); i += maxWords {
		k := min(maxWords, len(words)-i)
		n += decodeLUTAVX512(&dst[n], &words[i], k, &lut[64*i], base)
	}
	return n
}

func decodeZMM(dst []int32, words []uint64, base int32) int {
	checkDecode(dst, words)
	n := 0
	for i := 0; i < len(words); i += maxWords {
		k := min(maxWords, len(words)-i)
		n += decodeAVX512(&dst[n], &words[i], k, base+int32(64*i))
	}
	return n
}
