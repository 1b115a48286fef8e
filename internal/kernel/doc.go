// Package kernel holds the numeric loops of the simulator: matrix products,
// sums of weight rows selected by spikes, the membrane scan and its reverse,
// spike decoding, and the optimiser's element-wise step, all in float32.
//
// A [Set] is one implementation of every loop. Three exist: "generic" is plain
// Go and the reference, "avx2" and "avx512" are assembly for amd64 with
// generic code in the few places where assembly gains nothing. [Default]
// chooses the best set that the processor can run; the environment variable
// SNNSIM_KERNEL forces one, and the build tag noasm leaves the generic one only.
//
// The doc comment of a kernel is its reference loop. In these loops a product
// that is added is rounded first, float32(a*b), so that no compiler fuses it;
// the assembly does the same. Hence every set gives the same bits, but for
// [Set.Gemm], DotRows, Combine and the surrogate of the reverse scan, which use
// fused multiply-add in assembly and agree within rounding. A NaN may carry
// another payload.
//
// Kernels keep nothing between calls, do not allocate, and may run
// concurrently on disjoint outputs. They panic on arguments that don't go
// together, such as slices that are too short, and on nothing else.
package kernel
