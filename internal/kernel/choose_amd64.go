//go:build !noasm

package kernel

import "github.com/klauspost/cpuid/v2"

func candidates() []candidate {
	c := []candidate{{"generic", generic}, {"avx2", nil}, {"avx512", nil}}
	if cpuid.CPU.Supports(cpuid.AVX2, cpuid.FMA3) {
		c[1].build = avx2
	}
	if cpuid.CPU.Supports(cpuid.AVX512F, cpuid.AVX512BW, cpuid.AVX512DQ, cpuid.AVX512VL,
		cpuid.AVX2, cpuid.FMA3, cpuid.BMI2, cpuid.POPCNT) {
		c[2].build = avx512
	}
	return c
}
