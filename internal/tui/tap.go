package tui

import (
	mathbits "math/bits"
	"sync"
	"sync/atomic"

	"github.com/snnsim/snnsim/spikes"
)

// rasterNeurons is the most neurons of a raster: one word a step.
const rasterNeurons = 64

// Tap copies the spikes of one sample out of a pass when it has been asked to.
// All methods may be called from several goroutines at once. The zero value is
// ready.
type Tap struct {
	open   atomic.Bool
	mu     sync.Mutex
	raster Raster
	fired  []uint64 // cells that fired in any step
	cells  []int    // of the neurons shown
}

// Ask lets the next Take copy.
func (t *Tap) Ask() { t.open.Store(true) }

// Asked reports whether Take would copy.
func (t *Tap) Asked() bool { return t.open.Load() }

// Take copies the spikes of a layer's sample if it has been asked to: r says
// which they are, bits are packed, [T][H][RowWords]. Of a layer with more than
// 64 neurons it takes 64 of those that fired. It allocates only when the layer
// or the number of steps grows.
func (t *Tap) Take(r Raster, bits []uint64, shape spikes.Shape) {
	if !t.open.CompareAndSwap(true, false) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	r.Neurons = shape.Neurons()
	t.choose(&r, bits, shape)
	steps := t.raster.Steps[:0]
	for lo, words := 0, shape.Words(); lo+words <= len(bits); lo += words {
		var step uint64
		for j, c := range t.cells {
			step |= bits[lo+c/64] >> (c % 64) & 1 << j
		}
		steps = append(steps, step)
	}
	r.Steps = steps
	t.raster = r
}

// choose sets the cells to show: those of all neurons where they are few, and
// an even choice of those that fired where they are many.
func (t *Tap) choose(r *Raster, bits []uint64, shape spikes.Shape) {
	t.cells = t.cells[:0]
	if row := shape.Row(); r.Neurons <= rasterNeurons {
		for n := range r.Neurons {
			t.cells = append(t.cells, n/row*shape.RowWords()*64+n%row)
		}
		r.Fired, r.Shown = 0, r.Neurons
		return
	}
	words := shape.Words()
	t.fired = append(t.fired[:0], bits[:min(words, len(bits))]...)
	for lo := words; lo+words <= len(bits); lo += words {
		for i, w := range bits[lo : lo+words] {
			t.fired[i] |= w
		}
	}
	r.Fired = spikes.Count(t.fired)
	r.Shown = min(r.Fired, rasterNeurons)
	seen := 0 // neurons that fired before a cell
	for i, w := range t.fired {
		for ; w != 0; w &= w - 1 {
			// The next one chosen is number len(cells)·Fired/Shown.
			if len(t.cells) < r.Shown && seen >= len(t.cells)*r.Fired/r.Shown {
				t.cells = append(t.cells, 64*i+mathbits.TrailingZeros64(w))
			}
			seen++
		}
	}
}

// Raster returns a copy of what was taken last.
func (t *Tap) Raster() Raster {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.raster
	r.Steps = append([]uint64(nil), r.Steps...)
	return r
}
