// Package tsslbp is the learning rule TSSL-BP: temporal spike sequence
// learning via backpropagation (Zhang & Li, NeurIPS 2020, arXiv:2002.10085),
// with the losses, the optimiser and the training loop around it.
//
// For every neuron, with P[t] = Σ_{k≥t} ε[k-t]·∂L/∂a[k] the upstream gradient
// filtered backwards through the synapse, one scan over t = T-1 … 0 gives
// δ[t] = ∂L/∂I[t]:
//
//	g    = s[t]·clamp(1/δu[t], 0, 8)         spike time per potential, the bound as in Rule.SlopeClamp; δu = u[t] - u after reset[t-1]
//	δ[t] = g·P[t] + θ·g·u[t]/τ_m             inter- and intra-neuron dependency, where it fired
//	δ[t] = θ·(1-1/τ_m)                       leak path, where it did not (released code only)
//	θ    = δ[t] where it fired, else θ·(1-1/τ_m)
//	δ[t] = P[t]·σ'(u[t])                     warm-up surrogate instead, where its mode asks for it
//
// where σ'(u) = f/(0.2·(1+f)²) with f = exp(clamp((V_th-u)/0.2, -8, 8)), as in the
// released code: 1.25 at the threshold. It never enters θ.
//
// Layers need δ only filtered backwards, r[t] = δ[t] + (1-1/τ_s)·r[t+1]: the
// weight gradient is Σ_t r[t]·s[t]ᵀ/τ_s, one row for every spike, and the
// layer below gets P[t] = Wᵀ·r[t]/τ_s.
//
// # Determinism
//
// A batch is cut into groups of samples and the groups into a fixed number of
// shards, both chosen from the network and the batch alone; gradients are
// summed inside a shard in sample order and over shards in shard order. So
// the same seed, data and back end give the same weights for any number of
// threads.
//
// # Continuing
//
// No random number depends on those drawn before it: dropout is a function of
// seed, step, layer and sample; order and augmentation are functions of seed,
// epoch and sample. So weights, moments, the number of steps, the position in
// the epoch with the sums so far, and what hooks remember are all that the rest
// of a run depends on. Trainer.Save writes them, and a Checkpointer does so in
// the course of a run; Trainer.Load continues from there as if the run had
// never ended, and refuses other data, settings or back ends. Of a loss, a
// schedule or an optimiser of the caller's own it compares the type, and what a method
// Identity() string says; of data that are no Identified, or whose data set is no
// datasets.Digester, what is known of them: numbers, description, labels.
package tsslbp
