package tui

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/spikes"
)

func TestTapTakesEveryNeuronOfASmallLayer(t *testing.T) {
	shape := spikes.Shape{H: 2, W: 3, C: 5} // two rows of 15, a word each
	bits := []uint64{1 << 3, 1 << 14, 0, 1}
	var tap Tap
	tap.Take(Raster{Layer: "a"}, bits, shape)
	assert.Empty(t, tap.Raster().Steps, "nobody asked")
	tap.Ask()
	tap.Take(Raster{Layer: "a", Label: 4}, bits, shape)
	assert.Equal(t, Raster{Layer: "a", Label: 4, Neurons: 30, Shown: 30, Steps: []uint64{1<<3 | 1<<29, 1 << 15}}, tap.Raster())
	assert.False(t, tap.Asked())
}

func TestTapTakesNeuronsThatFired(t *testing.T) {
	shape := spikes.Flat(1000)
	bits := make([]uint64, 2*shape.Words())
	for n := 0; n < 1000; n += 5 { // 200 fire, in one of two steps
		bits[n%2*shape.Words()+n/64] |= 1 << (n % 64)
	}
	var tap Tap
	tap.Ask()
	tap.Take(Raster{}, bits, shape)
	r := tap.Raster()
	assert.Equal(t, 200, r.Fired)
	assert.Equal(t, 64, r.Shown)
	assert.Equal(t, ^uint64(0), r.Steps[0]^r.Steps[1], "each of those shown fired once")
	// Number j is the j·200/64th of them, neuron 5·that.
	for j := range 64 {
		assert.Equal(t, uint64(1), r.Steps[j*200/64*5%2]>>j&1, j)
	}
	tap.Ask()
	tap.Take(Raster{}, make([]uint64, len(bits)), shape)
	assert.Zero(t, tap.Raster().Shown)
	assert.Len(t, tap.Raster().Steps, 2)
}

func TestTapDoesNotAllocateInAStep(t *testing.T) {
	shape := spikes.Flat(300)
	bits := make([]uint64, 20*shape.Words())
	bits[7] = 99
	var tap Tap
	take := func() { tap.Ask(); tap.Take(Raster{}, bits, shape) }
	take()
	assert.Zero(t, testing.AllocsPerRun(100, take))
}

func TestTapFromManyGoroutines(t *testing.T) {
	var tap Tap
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 200 {
				tap.Take(Raster{Label: i}, []uint64{1, 2, 3}, spikes.Flat(2))
				tap.Raster()
				tap.Ask()
			}
		}()
	}
	wg.Wait()
}
