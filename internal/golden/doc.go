// Package golden reads golden files, float64 values of the learning rule that
// were written down once, and checks an Implementation against them.
//
// Files are JSON. Those with a "kind" (lif, psp, pooling, network) hold
// tensors as {"shape": [...], "data": [...]}, row-major, in the order sample,
// channel, row, column, time, time innermost; linear weights are [out][in],
// convolution weights [out][in][row][column][1]. Those without are tables of
// small named variants (see variants.go). Keys that are not known are
// ignored.
//
// Values are handed to implementations as float64 slices in that same layout.
package golden
