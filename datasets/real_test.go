package datasets

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

// realData returns a folder of real data next to the repository, or skips.
func realData(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skipf("short: not going through the real %s", name)
	}
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no real %s next to the repository", name)
	}
	return dir
}

// What was measured of 1,100 real recordings, of which these here are a part:
// a few percent of room.
const (
	keptShare  = 0.994
	keptRoom   = 0.002
	realRoom   = 0.03 // of a mean or a standard deviation
	digitRoom  = 0.06 // of a digit's mean, which varies more
	shareRoom  = 0.005
	distantSDs = 0.1
)

func TestRealRecordings(t *testing.T) {
	dir := realData(t, "nmnist")
	var list []Recording
	for split, n := range map[string]int{Train: 804, Test: 100} {
		part, err := ListNMNIST(context.Background(), dir, split)
		require.NoError(t, err)
		assert.Len(t, part, n, split)
		list = append(list, part...)
	}
	var kept, all int
	var short, long []float64
	var tr spikes.Train
	stats, err := CollectEventStats(len(list), func(i int) (int, []Event, error) {
		ev, err := ReadRecording(list[i].Path)
		for _, e := range ev {
			x, y := stabilize(int(e.X), int(e.Y), int(e.T))
			if x >= 0 && x < Side && y >= 0 && y < Side {
				kept++
			}
		}
		all += len(ev)
		b := Binning{Steps: 30, BinMicros: 3000, Stabilize: true, OffByOne: true}
		b.Bin(ev, &tr)
		short = append(short, float64(tr.Count()))
		b.Steps = 100
		b.Bin(ev, &tr)
		long = append(long, float64(tr.Count()))
		return list[i].Label, ev, err
	})
	require.NoError(t, err)
	assert.InDelta(t, keptShare, float64(kept)/float64(all), keptRoom, "events that stabilising keeps")
	for _, c := range []struct {
		name     string
		got      Summary
		mean, sd float64
	}{{"30 steps", summarize(short), 1361, 448}, {"100 steps", summarize(long), 3889, 1066}} {
		t.Logf("%s: %.0f ± %.0f spikes", c.name, c.got.Mean, c.got.SD)
		assert.InEpsilon(t, c.mean, c.got.Mean, realRoom, c.name)
		assert.InEpsilon(t, c.sd, c.got.SD, realRoom, c.name)
	}
	assertLikeReference(t, stats)
}

// assertLikeReference compares with what 1,100 recordings had.
func assertLikeReference(t *testing.T, s *EventStats) {
	t.Helper()
	got := s.Quantities()
	for i, ref := range ReferenceEvents() {
		switch q := got[i]; {
		case ref.SD > 0:
			assert.InDelta(t, ref.Mean, q.Mean, distantSDs*ref.SD, q.Name)
			assert.InEpsilon(t, ref.SD, q.SD, 2*realRoom, q.Name)
		case ref.Mean < 1:
			assert.InDelta(t, ref.Mean, q.Mean, shareRoom, q.Name)
		default:
			assert.InEpsilon(t, ref.Mean, q.Mean, digitRoom, q.Name)
		}
	}
	// The quantiles that the reference has of the number of events.
	ref, ev := ReferenceEvents()[0].Summary, s.Events
	assert.InEpsilonSlice(t, []float64{ref.P5, ref.Median, ref.P95}, []float64{ev.P5, ev.Median, ev.P95}, realRoom)
	assert.GreaterOrEqual(t, ev.Min, ref.Min)
	assert.LessOrEqual(t, ev.Max, ref.Max)
}

func TestRealNMNISTThroughTheCache(t *testing.T) {
	dir := realData(t, "nmnist")
	o := DefaultNMNIST()
	o.CacheDir = t.TempDir()
	first, err := OpenNMNIST(context.Background(), dir, Test, o)
	require.NoError(t, err)
	again, err := OpenNMNIST(context.Background(), dir, Test, o)
	require.NoError(t, err)
	assert.Equal(t, 100, again.Len())
	assert.Equal(t, first.packed, again.packed)
	assert.FileExists(t, theCache(t, o.CacheDir))
}

func TestRealImages(t *testing.T) {
	tests := map[string]struct {
		folder string
		open   func(dir, split string) (*ImageSet, error)
		train  int
		shape  spikes.Shape
	}{
		"MNIST":         {"mnist", OpenMNIST, 60_000, spikes.Shape{H: 28, W: 28, C: 1}},
		"Fashion-MNIST": {"fashion-mnist", OpenFashionMNIST, 60_000, spikes.Shape{H: 28, W: 28, C: 1}},
		"CIFAR-10":      {"cifar10", OpenCIFAR10, 30_000, cifarShape},
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		tt := tests[name]
		t.Run(name, func(t *testing.T) {
			dir := realData(t, tt.folder)
			for split, n := range map[string]int{Train: tt.train, Test: 10_000} {
				set, err := tt.open(dir, split)
				require.NoError(t, err)
				assert.Equal(t, n, set.Len(), split)
				assert.Equal(t, tt.shape, set.Info().Shape)
				digits := map[int]int{}
				sum, last := 0.0, new(spikes.Sample)
				for i := range set.Len() {
					digits[set.Label(i)]++
				}
				assert.Len(t, digits, 10)
				for i := range 500 {
					require.NoError(t, set.Fill(i, last, nil))
					for _, v := range last.Values {
						sum += float64(v)
					}
				}
				mean := sum / float64(500*len(last.Values))
				if name != "Fashion-MNIST" { // it is normalised as MNIST is
					assert.InDelta(t, 0, mean, 0.1, "normalised")
				}
			}
		})
	}
}
