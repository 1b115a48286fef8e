package lif

import "github.com/snnsim/snnsim/internal/kernel"

// Backend is one implementation of the arithmetic: portable Go, or assembly
// for AVX2 or AVX-512. Its Name is generic, avx2 or avx512. Goroutines may share
// it.
type Backend = kernel.Set

// DefaultBackend returns the fastest back end that this CPU has, or the one
// that the environment variable SNNSIM_KERNEL names; one that is not there is an
// error.
func DefaultBackend() (*Backend, error) { return kernel.Default() }

// Backends returns the back ends that this CPU has, the slowest and most
// portable first.
func Backends() []*Backend { return kernel.Available() }
