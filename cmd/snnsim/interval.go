package main

import "gonum.org/v1/gonum/stat/distuv"

// accuracyInterval returns the Clopper-Pearson interval of an accuracy: the
// true one lies inside with at least the given confidence (Clopper & Pearson
// 1934, doi:10.1093/biomet/26.4.404).
func accuracyInterval(correct, samples int, confidence float64) (low, high float64) {
	if samples == 0 {
		return 0, 1
	}
	tail := (1 - confidence) / 2
	k, n := float64(correct), float64(samples)
	high = 1
	if correct > 0 {
		low = distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(tail)
	}
	if correct < samples {
		high = distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(1 - tail)
	}
	return low, high
}
