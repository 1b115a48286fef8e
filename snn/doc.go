// Package snn is the network: its configuration, layers, wiring over time
// steps, activity records and checkpoints. It computes spikes from inputs and
// offers the adjoint of every layer's linear part; how to learn from them is
// package tsslbp's business.
//
// # Shapes
//
// B is the batch, T the time steps, H, W, C rows, columns and channels, N the
// neurons of a population. Index order is sample, time, row, column, channel.
// Linear weights are [in][out], convolution weights [ky][kx][cin][cout] with
// cin counted inside a group; files use the field's order, [out][in] and
// [out][in][ky][kx] with inputs flattened channel-row-column, and are
// permuted in one place (order.go).
//
// # Event-driven or dense
//
// What a layer sees of the layer below are spikes, so its raw current W·s is
// a sum of weight rows, one for each spike, or a dense product: both give the
// same numbers up to rounding, and the measured firing density chooses. Dense
// convolutions of 3×3 and 5×5 go by tiles with fewer multiplications where the
// shape has them (tiling.go).
package snn
