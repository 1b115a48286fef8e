package bench

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// glance is less effort than any figure deserves.
func glance() Effort {
	return Effort{Repeats: 1, Least: time.Microsecond, Memory: 64 << 10, LargestProduct: 6e6}
}

func bestSet(t *testing.T) *kernel.Set {
	t.Helper()
	k, err := kernel.Default()
	require.NoError(t, err)
	return k
}

// requireMeasured fails if a float anywhere in v is not a finite positive one.
func requireMeasured(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Float64:
		require.Truef(t, v.Float() > 0 && !math.IsInf(v.Float(), 0), "%s is %v", path, v.Float())
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "BreakEven" && name != "Allocations" && name != "AllocatedBytes" {
				requireMeasured(t, v.Field(i), path+"."+name)
			}
		}
	case reflect.Pointer:
		requireMeasured(t, v.Elem(), path)
	case reflect.Slice:
		require.NotZero(t, v.Len(), path)
		for i := range v.Len() {
			requireMeasured(t, v.Index(i), path)
		}
	case reflect.Map:
		require.NotZero(t, v.Len(), path)
		for _, k := range v.MapKeys() {
			requireMeasured(t, v.MapIndex(k), path)
		}
	}
}

// requireRoundTrip fails if JSON loses something of v, a pointer.
func requireRoundTrip(t *testing.T, v any) {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	back := reflect.New(reflect.TypeOf(v).Elem()).Interface()
	require.NoError(t, json.Unmarshal(text, back))
	assert.Equal(t, v, back)
}

func TestKernels(t *testing.T) {
	r, err := Kernels(context.Background(), KernelOptions{Effort: glance(), Sets: []*kernel.Set{bestSet(t)}, Threads: []int{1, 2}})
	require.NoError(t, err)
	require.Len(t, r.Peaks, 2)
	requireMeasured(t, reflect.ValueOf(r), "report")
	requireRoundTrip(t, r)
	groups := map[string]bool{}
	for _, res := range r.Results {
		groups[res.Group] = true
	}
	for _, g := range []string{"product", "convolution 12-64", "membrane scan", "reverse scan", "row sum", "scatter", "spike decoding", "optimiser step"} {
		assert.Contains(t, groups, g)
	}
}

func TestKernelsEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Kernels(ctx, KernelOptions{Effort: glance(), Sets: []*kernel.Set{bestSet(t)}, Threads: []int{1}})
	assert.ErrorIs(t, err, context.Canceled)
}

// Shapes that a quick run leaves out are run once.
func TestEveryCaseRuns(t *testing.T) {
	k := bestSet(t)
	for _, p := range products() {
		if testing.Short() && p.m == 1024 {
			continue
		}
		assert.NotPanics(t, p.prepare(k), p.name)
	}
	for _, c := range sweepCases(Effort{}) {
		net, err := c.network(k)
		require.NoError(t, err, c.name)
		for _, m := range []snn.Mode{snn.ForceEvents, snn.ForceDense} {
			call, err := c.prepare(net, m, 0.02)
			require.NoError(t, err, c.name)
			assert.NotPanics(t, call, c.name)
		}
	}
}

func TestBreakEven(t *testing.T) {
	for _, c := range []struct {
		name     string
		speedups []float64
		want     float64
	}{
		{"never", []float64{0.9, 0.5, 0.2}, 0},
		{"always", []float64{9, 5, 2}, 1},
		{"between", []float64{8, 2, 0.5}, 0.2},
		{"on a point", []float64{8, 1, 0.5}, 0.1},
		{"nothing measured", nil, 0},
	} {
		var p []Point
		for i, s := range c.speedups {
			p = append(p, Point{Density: []float64{0.01, 0.1, 0.4}[i], Speedup: s})
		}
		assert.InDelta(t, c.want, breakEven(p), 1e-12, c.name)
	}
}

func TestTiming(t *testing.T) {
	assert.Equal(t, Timing{Best: 1, Median: 2, Worst: 3}, newTiming([]float64{3, 1, 2}))
	assert.Equal(t, Timing{Best: 1, Median: 2.5, Worst: 4}, newTiming([]float64{4, 1, 2, 3}))
}
