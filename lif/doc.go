// Package lif is the neuron: a leaky integrate-and-fire unit with hard reset,
// driven through a first-order synapse, in discrete time.
//
// With τ_m and τ_s in steps, for every neuron and t = 0 … T-1:
//
//	I[t] = (1-1/τ_s)·I[t-1] + x[t]/τ_s            synapse filter of the raw current x = W·s
//	u[t] = (1-1/τ_m)·u[t-1]·(1-s[t-1]) + I[t]     membrane potential before reset
//	s[t] = 1 if u[t] > V_th, else 0               strict inequality, then reset to 0
//
// The filter commutes with the weights, so filtering the current W·s is the
// same as weighting the postsynaptic currents (PSC) a = ε∗s, with
// ε[n] = (1/τ_s)(1-1/τ_s)^n. The model is that of Zhang & Li, "Temporal Spike
// Sequence Learning via Backpropagation for Deep Spiking Neural Networks",
// NeurIPS 2020, arXiv:2002.10085.
//
// The package knows no layers. Multiplications and additions are rounded
// separately, so every back end gives the same spikes.
package lif
