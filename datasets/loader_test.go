package datasets

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/snnsim/snnsim/spikes"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// numbers is a data set whose sample i holds i and a random number.
type numbers struct {
	n, bad int // bad can't be read, unless 0
	filled atomic.Int64
}

func (d *numbers) Info() Info      { return Info{Name: "numbers", Classes: 10} }
func (d *numbers) Len() int        { return d.n }
func (d *numbers) Label(i int) int { return i % 10 }

var errBad = errors.New("scratched")

func (d *numbers) Fill(i int, s *spikes.Sample, aug *rand.Rand) error {
	d.filled.Add(1)
	if d.bad != 0 && i == d.bad {
		return errBad
	}
	s.Kind, s.Index, s.Label = spikes.Image, i, d.Label(i)
	s.Values = append(s.Values[:0], float32(i), 0)
	if aug != nil {
		s.Values[1] = aug.Float32()
	}
	return nil
}

// epoch copies what a loader serves.
func epoch(t *testing.T, l *Loader, number, first int) (indices [][]int, values [][]float32) {
	t.Helper()
	for batch, err := range l.Epoch(context.Background(), number, first) {
		require.NoError(t, err)
		var ids []int
		for _, s := range batch {
			ids = append(ids, s.Index)
			values = append(values, slices.Clone(s.Values))
		}
		indices = append(indices, ids)
	}
	return indices, values
}

func TestLoaderInOrder(t *testing.T) {
	tests := []struct {
		name     string
		n, limit int
		drop     bool
		samples  int
		want     [][]int
		first    int
		batch    int
	}{
		{name: "last batch is partial", n: 7, batch: 3, samples: 7, want: [][]int{{0, 1, 2}, {3, 4, 5}, {6}}},
		{name: "last batch dropped", n: 7, batch: 3, drop: true, samples: 6, want: [][]int{{0, 1, 2}, {3, 4, 5}}},
		{name: "nothing to drop", n: 6, batch: 3, drop: true, samples: 6, want: [][]int{{0, 1, 2}, {3, 4, 5}}},
		{name: "limit", n: 7, limit: 4, batch: 3, samples: 4, want: [][]int{{0, 1, 2}, {3}}},
		{name: "limit and drop", n: 7, limit: 4, batch: 3, drop: true, samples: 3, want: [][]int{{0, 1, 2}}},
		{name: "limit beyond the end", n: 2, limit: 9, batch: 3, samples: 2, want: [][]int{{0, 1}}},
		{name: "first batch", n: 7, batch: 3, samples: 7, first: 2, want: [][]int{{6}}},
		{name: "first beyond the end", n: 7, batch: 3, samples: 7, first: 3},
		{name: "empty", batch: 3},
		{name: "all dropped", n: 2, batch: 3, drop: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := &Loader{Data: &numbers{n: tt.n}, Batch: tt.batch, Limit: tt.limit, DropLast: tt.drop}
			assert.Equal(t, tt.samples, l.Samples())
			got, _ := epoch(t, l, 0, tt.first)
			assert.Equal(t, tt.want, got)
			if tt.first == 0 {
				assert.Equal(t, len(tt.want), l.Batches())
			}
		})
	}
}

func TestLoaderOrderDependsOnSeedAndEpochAlone(t *testing.T) {
	load := func(seed uint64, number, workers int) ([][]int, [][]float32) {
		l := &Loader{Data: &numbers{n: 50}, Batch: 8, Seed: seed, Shuffle: true, Augment: true, Workers: workers}
		return epoch(t, l, number, 0)
	}
	order, values := load(1, 0, 0)
	all := slices.Concat(order...)
	slices.Sort(all)
	for i, v := range all {
		require.Equal(t, i, v, "every sample once")
	}
	for _, workers := range []int{1, 2, 3, 20} {
		o, v := load(1, 0, workers)
		assert.Equal(t, order, o, "%d workers", workers)
		assert.Equal(t, values, v, "%d workers", workers)
	}
	other, _ := load(2, 0, 1)
	assert.NotEqual(t, order, other, "another seed")
	other, _ = load(1, 1, 1)
	assert.NotEqual(t, order, other, "another epoch")
}

func TestLoaderAugmentsEverySampleAndEpochAnew(t *testing.T) {
	l := &Loader{Data: &numbers{n: 20}, Batch: 6, Seed: 3, Augment: true}
	seen := map[float32]bool{}
	for number := range 5 {
		_, values := epoch(t, l, number, 0)
		for _, v := range values {
			seen[v[1]] = true
		}
	}
	assert.Len(t, seen, 100)
	l.Augment = false
	_, values := epoch(t, l, 0, 0)
	for _, v := range values {
		assert.Zero(t, v[1])
	}
}

func TestLoaderGoesOnWhereItStopped(t *testing.T) {
	l := &Loader{Data: &numbers{n: 50}, Batch: 4, Seed: 9, Shuffle: true, Augment: true, Workers: 2}
	order, values := epoch(t, l, 3, 0)
	rest, restValues := epoch(t, l, 3, 5)
	assert.Equal(t, order[5:], rest)
	assert.Equal(t, values[20:], restValues)
}

func TestLoaderLimitTakesTheStartOfTheOrder(t *testing.T) {
	l := &Loader{Data: &numbers{n: 50}, Batch: 50, Seed: 9, Shuffle: true}
	all, _ := epoch(t, l, 0, 0)
	l.Limit = 10
	some, _ := epoch(t, l, 0, 0)
	assert.Equal(t, all[0][:10], some[0])
}

func TestLoaderBreakingOutEarly(t *testing.T) {
	data := &numbers{n: 1000}
	l := &Loader{Data: data, Batch: 10, Workers: 3}
	for _, err := range l.Epoch(context.Background(), 0, 0) {
		require.NoError(t, err)
		break
	}
	goleak.VerifyNone(t)
	assert.LessOrEqual(t, data.filled.Load(), int64((prefetched+1)*10), "no more than what is prepared ahead")
}

func TestLoaderContext(t *testing.T) {
	// Batches that were ready before the end must not be served after it,
	// whichever way a select falls.
	for range 20 {
		ctx, cancel := context.WithCancel(context.Background())
		l := &Loader{Data: &numbers{n: 1000}, Batch: 10, Workers: 2}
		served := 0
		var last error
		for batch, err := range l.Epoch(ctx, 0, 0) {
			if last = err; err != nil {
				assert.Nil(t, batch)
				continue
			}
			if served++; served == 3 {
				cancel()
			}
		}
		cancel()
		require.Equal(t, 3, served)
		require.ErrorIs(t, last, context.Canceled)
	}
	goleak.VerifyNone(t)
}

func TestLoaderNamesTheBadSample(t *testing.T) {
	for _, workers := range []int{1, 2, 3} {
		l := &Loader{Data: &numbers{n: 100, bad: 37}, Batch: 10, Workers: workers}
		served := 0
		var last error
		for _, err := range l.Epoch(context.Background(), 0, 0) {
			if last = err; err == nil {
				served++
			}
		}
		assert.Equal(t, 3, served, "the batches before it")
		assert.ErrorIs(t, last, errBad)
		assert.EqualError(t, last, "datasets: sample 37 of numbers: scratched")
	}
}

func TestLoaderRefusesANegativeBatch(t *testing.T) {
	l := &Loader{Data: &numbers{n: 10}, Batch: 3}
	var got []string
	for _, err := range l.Epoch(context.Background(), 0, -1) {
		got = append(got, fmt.Sprint(err))
	}
	assert.Equal(t, []string{"datasets: loader: first batch -1: expected at least 0"}, got)
}

func TestLoaderWithoutABatchSize(t *testing.T) {
	l := &Loader{Data: &numbers{n: 10}, DropLast: true}
	assert.Zero(t, l.Batches())
	var got []string
	for _, err := range l.Epoch(context.Background(), 0, 0) {
		got = append(got, fmt.Sprint(err))
	}
	assert.Equal(t, []string{"datasets: loader: 0 samples a batch: expected at least 1"}, got)
}

// mislabelled fills samples without their labels.
type mislabelled struct{ numbers }

func (d *mislabelled) Fill(i int, s *spikes.Sample, aug *rand.Rand) error {
	err := d.numbers.Fill(i, s, aug)
	s.Label = 0
	return err
}

func TestLoaderChecksLabels(t *testing.T) {
	l := &Loader{Data: &mislabelled{numbers{n: 10}}, Batch: 3}
	var last error
	for _, err := range l.Epoch(context.Background(), 0, 0) {
		last = err
	}
	require.ErrorContains(t, last, "Fill set the label 0: expected ")
	for _, err := range (&Loader{Batch: 3}).Epoch(context.Background(), 0, 0) {
		require.ErrorContains(t, err, "loader without Data")
	}
	assert.Zero(t, (&Loader{Batch: 3}).Batches())
}
