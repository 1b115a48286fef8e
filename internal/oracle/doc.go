// Package oracle is the learning rule in plain float64 loops, written for
// reading. It uses nothing but the standard library and nothing of the rest of
// the program, keeps every intermediate tensor, and takes every constant from
// its arguments; the fast code is checked against it, and it is checked
// against the golden files (see internal/golden).
//
// Index order here is that of the golden files and of the field: sample,
// channel, row, column, time, with time innermost. Weights are (out, in) and
// (out, in/groups, row, column). A linear layer sees its input flattened
// channel by channel, row by row.
//
// Symbols: I input current, u membrane potential before the reset, δu its
// increment, s spike, a postsynaptic current (PSC), e = ∂L/∂a, P = e filtered
// backwards in time by the synapse, ∂L/∂I the gradient a layer hands on. The
// rule is that of Zhang and Li, "Temporal Spike Sequence Learning via
// Backpropagation for Deep Spiking Neural Networks", arXiv:2002.10085, in the
// form of its released code.
//
// Functions panic on mismatched shapes; Network.Validate reports them as an
// error beforehand.
package oracle
