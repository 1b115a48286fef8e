package oracle

// SumPSC returns Σ_t a[t] of every sample and output neuron.
func SumPSC(out Tensor) [][]float64 {
	sums := make([][]float64, out.N)
	for n := range sums {
		sums[n] = make([]float64, out.Neurons())
		for i := range sums[n] {
			for _, a := range out.Train(n, i) {
				sums[n][i] += a
			}
		}
	}
	return sums
}

// Predict returns the class of every sample: the output with the largest
// summed PSC, the first of them on a tie.
func Predict(out Tensor) []int {
	classes := make([]int, out.N)
	for n, sums := range SumPSC(out) {
		for i, sum := range sums {
			if sum > sums[classes[n]] {
				classes[n] = i
			}
		}
	}
	return classes
}
