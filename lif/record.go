package lif

import (
	"github.com/snnsim/snnsim/spikes"
)

// Record is what the scan of n neurons over T steps leaves for a reader or
// for the backward pass: potentials before reset and spikes.
type Record struct {
	T, N  int
	Pitch int       // distance between steps in U, N rounded up to 64
	U     []float32 // [T][Pitch], membrane potential before reset
	Bits  []uint64  // [T][Pitch/64], packed spikes
}

// NewRecord returns an empty record for n neurons and t steps.
func NewRecord(n, t int) *Record {
	p := spikes.Flat(n).Pitch()
	return &Record{T: t, N: n, Pitch: p, U: make([]float32, t*p), Bits: make([]uint64, t*p/64)}
}

// Potential returns u[t] of neuron i, before reset.
func (r *Record) Potential(t, i int) float32 { return r.U[t*r.Pitch+i] }

// Fired reports whether neuron i fires at step t.
func (r *Record) Fired(t, i int) bool {
	return r.Bits[t*r.Pitch/64+i/64]>>(i%64)&1 != 0
}

// Spikes returns the number of spikes in the record.
func (r *Record) Spikes() int { return spikes.Count(r.Bits) }
