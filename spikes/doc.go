// Package spikes holds what travels into and through a network: the shape of
// a population of neurons, its spike trains as packed bits, and samples (an
// input with its label).
//
// Index order, here and everywhere in snnsim: sample, time, row, column,
// channel. One row of a population (W·C neurons, channels innermost) is
// padded to a whole number of 64-bit words, so that kernels never cross a row
// inside a word; the padding bits are zero. A flat population of n neurons
// has H = W = 1 and C = n.
package spikes
