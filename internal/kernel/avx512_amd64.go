//go:build !noasm

package kernel

// avx512 returns the set of AVX-512 F, BW, DQ and VL, which also uses AVX2, FMA3, BMI2
// and POPCNT.
func avx512() *Set {
	r := &routines{
		name:        "avx512",
		lanes:       16,
		gemm1:       []gemmTile{nil, gemm1x1AVX512, gemm2x1AVX512, gemm3x1AVX512, gemm4x1AVX512, gemm5x1AVX512, gemm6x1AVX512, gemm7x1AVX512, gemm8x1AVX512, gemm9x1AVX512, gemm10x1AVX512, gemm11x1AVX512, gemm12x1AVX512, gemm13x1AVX512, gemm14x1AVX512, gemm15x1AVX512, gemm16x1AVX512, gemm17x1AVX512, gemm18x1AVX512, gemm19x1AVX512, gemm20x1AVX512, gemm21x1AVX512, gemm22x1AVX512, gemm23x1AVX512, gemm24x1AVX512},
		gemm1Tail:   []gemmTile{nil, gemm1x1AVX512, gemm2x1AVX512, gemm3x1AVX512, gemm4x1AVX512, gemm5x1AVX512, gemm6x1AVX512, gemm7x1AVX512, gemm8x1AVX512, gemm9x1AVX512, gemm10x1AVX512, gemm11x1AVX512, gemm12x1AVX512, gemm13x1AVX512, gemm14x1AVX512, gemm15x1AVX512, gemm16x1AVX512, gemm17x1AVX512, gemm18x1AVX512, gemm19x1AVX512, gemm20x1AVX512, gemm21x1AVX512, gemm22x1AVX512, gemm23x1AVX512, gemm24x1AVX512},
		gemm2:       []gemmTile{nil, gemm1x2AVX512, gemm2x2AVX512, gemm3x2AVX512, gemm4x2AVX512, gemm5x2AVX512, gemm6x2AVX512, gemm7x2AVX512, gemm8x2AVX512, gemm9x2AVX512, gemm10x2AVX512, gemm11x2AVX512, gemm12x2AVX512, gemm13x2AVX512, gemm14x2AVX512},
		gemm2Tail:   []gemmTile{nil, gemm1x2AVX512, gemm2x2AVX512, gemm3x2AVX512, gemm4x2AVX512, gemm5x2AVX512, gemm6x2AVX512, gemm7x2AVX512, gemm8x2AVX512, gemm9x2AVX512, gemm10x2AVX512, gemm11x2AVX512, gemm12x2AVX512, gemm13x2AVX512, gemm14x2AVX512},
		addRows:     []addRowsBlock{nil, addRows1AVX512, addRows2AVX512, addRows3AVX512, addRows4AVX512, addRows5AVX512, addRows6AVX512, addRows7AVX512, addRows8AVX512, addRows9AVX512, addRows10AVX512, addRows11AVX512, addRows12AVX512, addRows13AVX512, addRows14AVX512, addRows15AVX512, addRows16AVX512, addRows17AVX512, addRows18AVX512, addRows19AVX512, addRows20AVX512, addRows21AVX512, addRows22AVX512, addRows23AVX512, addRows24AVX512},
		addRowsTail: []addRowsBlock{nil, addRows1AVX512, addRows2AVX512, addRows3AVX512, addRows4AVX512, addRows5AVX512, addRows6AVX512, addRows7AVX512, addRows8AVX512, addRows9AVX512, addRows10AVX512, addRows11AVX512, addRows12AVX512, addRows13AVX512, addRows14AVX512, addRows15AVX512, addRows16AVX512, addRows17AVX512, addRows18AVX512, addRows19AVX512, addRows20AVX512, addRows21AVX512, addRows22AVX512, addRows23AVX512, addRows24AVX512},
		scatter:     []scatterPatch{nil, scatter1AVX512, scatter2AVX512, scatter3AVX512, scatter4AVX512, scatter5AVX512, scatter6AVX512, scatter7AVX512, scatter8AVX512},
		scatterTail: []scatterPatch{nil, scatter1AVX512, scatter2AVX512, scatter3AVX512, scatter4AVX512, scatter5AVX512, scatter6AVX512, scatter7AVX512, scatter8AVX512},
		scatterLong: scatterLongAVX512,
		dotRows:     dotRowsAVX512,
		lif:         [2][2]lifScan{{lifAVX512, lifUAVX512}, {filterLIFAVX512, filterLIFUAVX512}},
		lifBlocks:   1,
		warmth:      warmthAVX512,
		reverse:     [3]reverseScan{reverseNoneAVX512, reversePerNeuronAVX512, reverseAlwaysAVX512},
		reverseTail: [3]reverseScan{reverseNoneTailAVX512, reversePerNeuronTailAVX512, reverseAlwaysTailAVX512},
		add:         addAVX512,
		scale:       scaleAVX512,
		adamW:       adamWAVX512,
		sumSquares:  sumSquaresZMM,
		transpose:   transposeAVX512,
		combine:     []combineRows{nil, nil, combine2AVX512, combine3AVX512, combine4AVX512, combine5AVX512, combine6AVX512},
		combineTail: []combineRows{nil, nil, combine2TailAVX512, combine3TailAVX512, combine4TailAVX512, combine5TailAVX512, combine6TailAVX512},
		peak:        peakAVX512,
	}
	s := r.set()
	s.DecodeLUT, s.Decode = decodeLUTZMM, decodeZMM
	return s
}
