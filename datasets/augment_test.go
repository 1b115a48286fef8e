package datasets

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

func dice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

func TestImagesAugmentOnlyWhenAsked(t *testing.T) {
	set, err := OpenMNIST(smallMNIST(t, 7, 9), Test)
	require.NoError(t, err)
	fill := func(aug *rand.Rand) []float32 {
		var s spikes.Sample
		require.NoError(t, set.Fill(0, &s, aug))
		assert.Equal(t, 7, s.Label)
		return s.Values
	}
	plain := fill(nil)
	for i, v := range []float64{0, 0.2, 0.4, 0.6, 0.8, 1} {
		assert.InDelta(t, (v-0.1307)/0.3081, plain[i], 1e-6)
	}
	assert.Equal(t, plain, fill(dice(1)), "neither moved nor mirrored unless set so")

	set.Shift, set.Flip = 1, true
	assert.Equal(t, plain, fill(nil))
	seen := map[[6]float32]bool{}
	for seed := range uint64(200) {
		got := fill(dice(seed))
		assert.Equal(t, got, fill(dice(seed)), "the same numbers make the same picture")
		seen[[6]float32(got)] = true
	}
	// Nine places and two sides; some 3×2 crops look alike, none do here.
	assert.Len(t, seen, 18)
}

func TestImagesAreCroppedThenFlipped(t *testing.T) {
	set := &ImageSet{
		info: Info{Shape: spikes.Shape{H: 1, W: 3, C: 1}}, pixels: []byte{51, 102, 153}, labels: []byte{0},
		norm: Normalization{Mean: []float32{0}, SD: []float32{1}}, Shift: 1, Flip: true,
	}
	crops := map[int][]float32{-1: {0, .2, .4}, 0: {.2, .4, .6}, 1: {.4, .6, 0}}
	for seed := range uint64(100) {
		rng := dice(seed)
		dy, dx, flip := rng.IntN(3)-1, rng.IntN(3)-1, rng.IntN(2) == 1
		want := slices.Clone(crops[dx])
		if dy != 0 {
			want = make([]float32, 3) // moved out of a single row
		}
		if flip {
			slices.Reverse(want)
		}
		var s spikes.Sample
		require.NoError(t, set.Fill(0, &s, dice(seed)))
		require.Equal(t, want, s.Values, "dy %d dx %d flip %t", dy, dx, flip)
	}
}

func TestEventsAugmentOnlyWhenAsked(t *testing.T) {
	p := NewPacked(EventShape, 30)
	p.Append(4, recordingTrain())
	set := eventSet(Info{Name: "x", Classes: 10}, p)
	assert.Equal(t, Info{Name: "x", Kind: spikes.Events, Shape: EventShape, Steps: 30, Classes: 10}, set.Info())
	fill := func(aug *rand.Rand) *spikes.Train {
		var s spikes.Sample
		require.NoError(t, set.Fill(0, &s, aug))
		assert.Equal(t, 4, s.Label)
		return &s.Train
	}
	plain := recordingTrain()
	assert.Equal(t, plain, fill(nil))
	assert.Equal(t, plain, fill(dice(1)), "a shift of zero")
	set.Shift = 2
	assert.Equal(t, plain, fill(nil))
	moved := 0
	for seed := range uint64(50) {
		got := fill(dice(seed))
		assert.Equal(t, got, fill(dice(seed)))
		rng := dice(seed)
		dy, dx := rng.IntN(5)-2, rng.IntN(5)-2
		assert.Equal(t, shiftSlow(plain, dy, dx), got)
		if dy != 0 || dx != 0 {
			moved++
		}
	}
	assert.Greater(t, moved, 40)
}

func TestEventsDropSomeSpikes(t *testing.T) {
	p := NewPacked(EventShape, 4)
	full := spikes.NewTrain(EventShape, 4)
	for step := range 4 {
		for y := range Side {
			for x := range Side {
				full.Set(step, y, x, 0)
			}
		}
	}
	p.Append(1, full)
	set := eventSet(Info{Classes: 10}, p)
	fill := func(drop float64, aug *rand.Rand) *spikes.Train {
		set.Drop = drop
		var s spikes.Sample
		require.NoError(t, set.Fill(0, &s, aug))
		return &s.Train
	}
	assert.Equal(t, full, fill(0.5, nil), "only when augmented")
	assert.Equal(t, full, fill(0, dice(1)))
	assert.Zero(t, fill(1, dice(1)).Count())
	some := fill(0.25, dice(1))
	assert.Equal(t, some, fill(0.25, dice(1)))
	assert.NotEqual(t, some, fill(0.25, dice(2)))
	n := float64(full.Count())
	// Five standard deviations of a binomial share.
	assert.InDelta(t, 0.75, float64(some.Count())/n, 5*math.Sqrt(0.25*0.75/n))
	for i, w := range some.Bits {
		require.Zero(t, w&^full.Bits[i], "no spike is made, and none changes its polarity")
	}
}

func TestOpenNMNISTRefusesImpossibleAugmentation(t *testing.T) {
	for _, change := range []func(*NMNISTOptions){
		func(o *NMNISTOptions) { o.Shift = -1 }, func(o *NMNISTOptions) { o.Drop = -0.1 },
		func(o *NMNISTOptions) { o.Drop = 1.1 }, func(o *NMNISTOptions) { o.Drop = math.NaN() },
	} {
		o := DefaultNMNIST()
		o.NoCache = true
		change(&o)
		_, err := OpenNMNIST(context.Background(), smallNMNIST(t), Train, o)
		assert.ErrorContains(t, err, "augmentation")
	}
}
