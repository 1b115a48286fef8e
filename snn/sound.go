package snn

import "slices"

// unsound returns the index of the first NaN or infinity, -1 if there is none.
func unsound(x []float32) int {
	return slices.IndexFunc(x, func(v float32) bool { return v-v != 0 })
}
