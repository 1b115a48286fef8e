package spikes

import "fmt"

// Shape is the extent of a population: H rows, W columns, C channels.
type Shape struct {
	H, W, C int
}

// Flat returns the shape of a population of n neurons without space.
func Flat(n int) Shape { return Shape{H: 1, W: 1, C: n} }

// Neurons returns H·W·C.
func (s Shape) Neurons() int { return s.H * s.W * s.C }

// Row returns the number of neurons in a row, W·C.
func (s Shape) Row() int { return s.W * s.C }

// RowWords returns the number of 64-bit words that hold the bits of a row.
func (s Shape) RowWords() int { return (s.Row() + 63) / 64 }

// Pitch returns the number of float32 values reserved for a row where a
// population is stored as numbers: Row rounded up to a multiple of 64.
func (s Shape) Pitch() int { return s.RowWords() * 64 }

// Words returns the number of 64-bit words that hold one time step.
func (s Shape) Words() int { return s.H * s.RowWords() }

// Valid reports whether every extent is positive.
func (s Shape) Valid() bool { return s.H > 0 && s.W > 0 && s.C > 0 }

// String formats the shape as rows×columns×channels, or as a plain number for
// a flat population.
func (s Shape) String() string {
	if s.H == 1 && s.W == 1 {
		return fmt.Sprint(s.C)
	}
	return fmt.Sprintf("%dx%dx%d", s.H, s.W, s.C)
}
