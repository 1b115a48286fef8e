package snn

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The windows on a place are those of which an element lies on it, and no others.
func TestWindowsOnAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, stride, pad := rapid.IntRange(1, 9).Draw(t, "kernel"), rapid.IntRange(1, 9).Draw(t, "stride"), rapid.IntRange(0, 5).Draw(t, "padding")
		in := rapid.IntRange(max(1, k-2*pad), 30).Draw(t, "extent")
		out := outSize(in, k, stride, pad, 1)
		p := rapid.IntRange(0, in-1).Draw(t, "place")
		var want, got []int
		for o := range out {
			for e := range k {
				if o*stride-pad+e == p {
					want = append(want, o)
				}
			}
		}
		first, last := windowsOn(p, k, stride, pad, out)
		for o := first; o <= last; o++ {
			got = append(got, o)
		}
		require.Equal(t, want, got)
	})
}
