package snn

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

// The windows on a place are those of which an element lies on it, and no others.
func TestWindowsOnAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, stride, pad := rapid.IntRange(1, 9).Draw(t, "kernel"), rapid.IntRange(1, 9).Draw(t, "stride"), rapid.IntRange(0, 5).Draw(t, "padding")
		in := rapid.IntRange(max(1, k-2*pad), 30).Draw(t, "extent")
		out := outSize(in, k, stride, pad, 1)
		p := rapid.IntRange(0, in-1).Draw(t, "place")
		var want, got []int
		for e := range k { // by the place in the window
			for o := range out {
				if o*stride-pad+e == p {
					want = append(want, o)
				}
			}
		}
		first, last := windowsOn(p, k, stride, pad, out)
		for o := last; o >= first; o-- { // as lead goes through them
			got = append(got, o)
		}
		require.Equal(t, want, got)
	})
}

// The map leads from a bit to its cells in the order of their places in the windows, rows first:
// that is the order in which their sums are taken.
func TestBridgeKeepsTheOrderOfCells(t *testing.T) {
	l := &Layer{Type: TypePooling, Kernel: [2]int{3, 2}, Stride: [2]int{1, 1}, Padding: [2]int{1, 0}, Theta: 1}
	b := newBridge(spikes.Shape{H: 4, W: 3, C: 2})
	b.pool(l)
	b.build()
	out := b.dst
	for y := range 4 {
		for j := range 6 {
			var want, got []int32
			for ky := range 3 {
				for kx := range 2 {
					oy, ox := y+1-ky, j/2-kx
					if oy >= 0 && oy < out.H && ox >= 0 && ox < out.W {
						want = append(want, int32((oy*out.W+ox)*out.C+j%2))
					}
				}
			}
			b.cellsOf(y*b.src.Pitch()+j, func(c int32) { got = append(got, c) })
			require.Equal(t, want, got, "row %d, place %d", y, j)
		}
	}
}
