//go:build !noasm

package kernel

// avx2 returns the set of AVX2 and FMA3.
func avx2() *Set {
	r := &routines{
		name:        "avx2",
		lanes:       8,
		gemm1:       []gemmTile{nil, gemm1x1AVX2, gemm2x1AVX2, gemm3x1AVX2, gemm4x1AVX2, gemm5x1AVX2, gemm6x1AVX2, gemm7x1AVX2, gemm8x1AVX2, gemm9x1AVX2, gemm10x1AVX2, gemm11x1AVX2, gemm12x1AVX2},
		gemm1Tail:   []gemmTile{nil, gemm1x1TailAVX2, gemm2x1TailAVX2, gemm3x1TailAVX2, gemm4x1TailAVX2, gemm5x1TailAVX2, gemm6x1TailAVX2, gemm7x1TailAVX2, gemm8x1TailAVX2, gemm9x1TailAVX2, gemm10x1TailAVX2, gemm11x1TailAVX2, gemm12x1TailAVX2},
		gemm2:       []gemmTile{nil, gemm1x2AVX2, gemm2x2AVX2, gemm3x2AVX2, gemm4x2AVX2, gemm5x2AVX2, gemm6x2AVX2},
		gemm2Tail:   []gemmTile{nil, gemm1x2TailAVX2, gemm2x2TailAVX2, gemm3x2TailAVX2, gemm4x2TailAVX2, gemm5x2TailAVX2, gemm6x2TailAVX2},
		addRows:     []addRowsBlock{nil, addRows1AVX2, addRows2AVX2, addRows3AVX2, addRows4AVX2, addRows5AVX2, addRows6AVX2, addRows7AVX2, addRows8AVX2, addRows9AVX2, addRows10AVX2, addRows11AVX2, addRows12AVX2},
		addRowsTail: []addRowsBlock{nil, addRows1TailAVX2, addRows2TailAVX2, addRows3TailAVX2, addRows4TailAVX2, addRows5TailAVX2, addRows6TailAVX2, addRows7TailAVX2, addRows8TailAVX2, addRows9TailAVX2, addRows10TailAVX2, addRows11TailAVX2, addRows12TailAVX2},
		scatter:     []scatterPatch{nil, scatter1AVX2, scatter2AVX2, scatter3AVX2, scatter4AVX2, scatter5AVX2, scatter6AVX2, scatter7AVX2, scatter8AVX2},
		scatterTail: []scatterPatch{nil, scatter1TailAVX2, scatter2TailAVX2, scatter3TailAVX2, scatter4TailAVX2, scatter5TailAVX2, scatter6TailAVX2, scatter7TailAVX2, scatter8TailAVX2},
		scatterLong: scatterLongAVX2,
		dotRows:     dotRowsAVX2,
		lif:         [2][2]lifScan{{lifAVX2, lifUAVX2}, {filterLIFAVX2, filterLIFUAVX2}},
		lifBlocks:   2,
		warmth:      warmthAVX2,
		reverse:     [3]reverseScan{reverseNoneAVX2, reversePerNeuronAVX2, reverseAlwaysAVX2},
		reverseTail: [3]reverseScan{reverseNoneTailAVX2, reversePerNeuronTailAVX2, reverseAlwaysTailAVX2},
		add:         addAVX2,
		scale:       scaleAVX2,
		adamW:       adamWAVX2,
		sumSquares:  sumSquaresYMM,
		transpose:   transposeAVX2,
		combine:     []combineRows{nil, nil, combine2AVX2, combine3AVX2, combine4AVX2, combine5AVX2, combine6AVX2},
		combineTail: []combineRows{nil, nil, combine2TailAVX2, combine3TailAVX2, combine4TailAVX2, combine5TailAVX2, combine6TailAVX2},
		peak:        peakAVX2,
	}
	return r.set()
}
