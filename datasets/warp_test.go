package datasets

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

// grey returns a set of one picture of a channel, whose values are its pixels
// divided by 255.
func grey(h, w int, pixels ...byte) *ImageSet {
	return &ImageSet{
		info: Info{Shape: spikes.Shape{H: h, W: w, C: 1}}, pixels: pixels, labels: []byte{0},
		norm: Normalization{Mean: []float32{0}, SD: []float32{1}},
	}
}

func TestWarpOfNothingIsThePlainPicture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, w := rapid.IntRange(1, 9).Draw(t, "rows"), rapid.IntRange(1, 9).Draw(t, "columns")
		set := grey(h, w, rapid.SliceOfN(rapid.Byte(), h*w, h*w).Draw(t, "pixels")...)
		set.Shift, set.Flip = rapid.IntRange(0, 2).Draw(t, "shift"), rapid.Bool().Draw(t, "flip")
		dy, dx := rapid.IntRange(-2, 2).Draw(t, "dy"), rapid.IntRange(-2, 2).Draw(t, "dx")
		got := make([]float32, h*w)
		set.warp(got, set.pixels, Warp{}.draw(set.info.Shape, dice(1)), dy, dx, set.Flip)
		for y := range h {
			for x := range w {
				sy, sx, want := y+dy, x+dx, float32(0)
				if set.Flip {
					sx = w - 1 - sx
				}
				if sy >= 0 && sy < h && sx >= 0 && sx < w {
					want = float32(set.pixels[sy*w+sx]) / 255
				}
				assert.Equal(t, want, got[y*w+x], "row %d, column %d", y, x)
			}
		}
	})
}

func TestAQuarterTurn(t *testing.T) {
	set := grey(3, 3, 0, 51, 0, 102, 153, 204, 0, 255, 0)
	a := affine{yx: 1, xy: -1, cy: 1, cx: 1}
	got := make([]float32, 9)
	set.warp(got, set.pixels, a, 0, 0, false)
	want := []float32{0, .8, 0, .2, .6, 1, 0, .4, 0}
	for i := range want {
		assert.InDelta(t, want[i], got[i], 1e-6, "pixel %d", i)
	}
}

func TestZoomAndTurnStayWithinTheirBounds(t *testing.T) {
	sh := spikes.Shape{H: 28, W: 28, C: 1}
	widest, largest, smallest := 0.0, 1.0, 1.0
	for seed := range uint64(300) {
		a := Warp{Rotate: 10, Zoom: 0.2}.draw(sh, dice(seed))
		zy, zx := 1/math.Hypot(a.yy, a.yx), 1/math.Hypot(a.xy, a.xx)
		angle := math.Atan2(a.yx, a.yy) * 180 / math.Pi
		assert.True(t, zy >= 0.8-1e-9 && zy <= 1.2+1e-9, "rows %v", zy)
		assert.True(t, zx >= 0.8-1e-9 && zx <= 1.2+1e-9, "columns %v", zx)
		assert.LessOrEqual(t, math.Abs(angle), 10+1e-9)
		widest, largest, smallest = max(widest, math.Abs(angle)), max(largest, zy, zx), min(smallest, zy, zx)
	}
	assert.Greater(t, widest, 9.0)
	assert.Greater(t, largest, 1.18)
	assert.Less(t, smallest, 0.82)
}

func TestPicturesAreWarpedOnlyWhenAugmented(t *testing.T) {
	for _, w := range []Warp{{Rotate: 30}, {Zoom: 0.3}} {
		set := grey(5, 5, 9, 0, 0, 0, 0, 0, 90, 200, 10, 0, 0, 50, 255, 60, 0, 0, 0, 30, 120, 0, 7, 0, 0, 0, 1)
		fill := func(aug *rand.Rand) []float32 {
			var s spikes.Sample
			require.NoError(t, set.Fill(0, &s, aug))
			return s.Values
		}
		plain := fill(nil)
		set.Warp = w
		assert.Equal(t, plain, fill(nil))
		assert.NotEqual(t, plain, fill(dice(1)))
		assert.Equal(t, fill(dice(1)), fill(dice(1)))
	}
}

func TestInterpolationBetweenPixels(t *testing.T) {
	set := grey(2, 2, 0, 100, 100, 200)
	assert.InDelta(t, 100, set.between(set.pixels, 0.5, 0.5, 0), 1e-4)
	assert.InDelta(t, 25, set.between(set.pixels, 0, 0.25, 0), 1e-4)
	assert.InDelta(t, 100, set.between(set.pixels, 1.5, 1, 0), 1e-4, "outside is black")
	assert.Zero(t, set.between(set.pixels, -1, -1, 0))
}

func TestErase(t *testing.T) {
	px := slices.Repeat([]byte{255}, 64)
	set := grey(8, 8, px...)
	set.Erase = 4
	var s spikes.Sample
	most := 0
	for seed := range uint64(300) {
		require.NoError(t, set.Fill(0, &s, dice(seed)))
		rows, cols, covered := map[int]bool{}, map[int]bool{}, 0
		for i, v := range s.Values {
			if v == 0 {
				rows[i/8], cols[i%8] = true, true
				covered++
			} else {
				assert.Equal(t, float32(1), v)
			}
		}
		assert.Equal(t, len(rows)*len(cols), covered, "a rectangle")
		assert.True(t, len(rows) <= 4 && len(cols) <= 4)
		most = max(most, covered)
	}
	assert.Equal(t, 16, most)
	require.NoError(t, set.Fill(0, &s, nil))
	assert.NotContains(t, s.Values, float32(0), "only what is augmented")
}

func TestAugmentationIsPartOfTheDigest(t *testing.T) {
	seen := map[string]bool{}
	for _, change := range []func(*ImageSet){
		func(*ImageSet) {}, func(s *ImageSet) { s.Warp.Rotate = 5 }, func(s *ImageSet) { s.Warp.Zoom = 0.1 },
		func(s *ImageSet) { s.Erase = 3 }, func(s *ImageSet) { s.Shift = 1 }, func(s *ImageSet) { s.Flip = true },
	} {
		set := grey(1, 1, 7)
		change(set)
		seen[Digest(set)] = true
	}
	assert.Len(t, seen, 6)
}
