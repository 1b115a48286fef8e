package tui

import (
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
}

// Ask lets the next Take copy.
func (t *Tap) Ask() { t.open.Store(true) }

// Asked reports whether Take would copy.
func (t *Tap) Asked() bool { return t.open.Load() }

// Take copies neurons of a layer if it has been asked to: r says what they are,
// bits are the layer's packed spikes, [T][H][RowWords]. It allocates only when
// the number of steps grows.
func (t *Tap) Take(r Raster, bits []uint64, shape spikes.Shape) {
	if !t.open.CompareAndSwap(true, false) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	words, row := shape.Words(), shape.Row()
	steps := t.raster.Steps[:0]
	r.Neurons = shape.Neurons()
	r.Shown = min(r.Neurons, rasterNeurons)
	for lo := 0; lo+words <= len(bits); lo += words {
		var step uint64
		for j := range r.Shown {
			n := j * r.Neurons / r.Shown
			at := n/row*shape.RowWords()*64 + n%row
			step |= bits[lo+at/64] >> (at % 64) & 1 << j
		}
		steps = append(steps, step)
	}
	r.Steps = steps
	t.raster = r
}

// Raster returns a copy of what was taken last.
func (t *Tap) Raster() Raster {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.raster
	r.Steps = append([]uint64(nil), r.Steps...)
	return r
}
