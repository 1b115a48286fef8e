// Package bench measures snnsim beside what the machine can do: [Kernels] every
// numeric loop and both forms of a layer over firing densities, [Speed]
// training steps and inference of networks on made-up input. Both measure the
// machine's peak in the same run and give every figure as a fraction of it;
// on a machine that does other work, such ratios are what can be compared.
//
// A [Workload] is a network with input to time in other ways, such as Go's
// benchmarks:
//
//	go test ./bench -bench . -count 10 | tee new.txt
//	benchstat new.txt
package bench
