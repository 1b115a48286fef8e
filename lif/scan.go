package lif

import "github.com/snnsim/snnsim/internal/kernel"

const shapeScan = "lif: current is not [T][N] of the record"

// Scan runs the record's neurons over its T steps from rest and overwrites the
// record. x is [T][N], the raw current W·s before the synapse filter; it is not
// changed. One of another length panics. p must be valid, k not nil (DefaultBackend).
func (p Params) Scan(k *Backend, x []float32, rec *Record) {
	if len(x) != rec.T*rec.N {
		panic(shapeScan)
	}
	in := make([]float32, rec.T*rec.Pitch)
	for t := range rec.T {
		copy(in[t*rec.Pitch:], x[t*rec.N:(t+1)*rec.N])
	}
	args := p.Kernel()
	args.T, args.N = rec.T, rec.N
	args.X, args.XStride = in, rec.Pitch
	args.U, args.UStride = rec.U, rec.Pitch
	args.Bits, args.BitStride = rec.Bits, rec.Pitch/64
	k.FilterLIF(&args)
}

// Kernel returns the constants of p as the scan kernel takes them.
func (p Params) Kernel() kernel.LIFArgs {
	return kernel.LIFArgs{
		Alpha:     float32(1 / p.TauS),
		DecayM:    float32(p.DecayM()),
		Threshold: float32(p.Threshold),
	}
}
