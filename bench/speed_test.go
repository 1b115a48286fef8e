package bench

import (
	"context"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
)

func TestSpeed(t *testing.T) {
	specs := []Spec{
		{Network: "fashion_400_400.yaml", Batch: 4, Threads: 2},
		{Network: "nmnist_cnn.yaml", Batch: 2, Steps: 5, Density: 0.2, Threads: 2, WarmUp: "none", Mode: snn.ForceEvents},
	}
	r, err := Speed(context.Background(), specs, SpeedOptions{Effort: glance(), Kernel: bestSet(t)})
	require.NoError(t, err)
	require.Len(t, r.Networks, 2)
	requireRoundTrip(t, r)
	image, events := r.Networks[0], r.Networks[1]
	assert.Zero(t, image.InputDensity)
	assert.Equal(t, 0.2, events.InputDensity)
	assert.Equal(t, "events", events.Mode)
	assert.Equal(t, "none", events.WarmUp)
	assert.Equal(t, 2, events.Batch)
	assert.Equal(t, 5, events.Steps)
	for _, n := range r.Networks {
		requireMeasured(t, reflect.ValueOf(n.Train), n.Network)
		requireMeasured(t, reflect.ValueOf(n.Infer), n.Network)
		assert.Positive(t, n.Memory.Total)
		assert.Len(t, n.Layers, 3)
		assert.Positive(t, n.Layers[0].Density, "the first layer is silent")
	}
}

func TestSpeedOfNothing(t *testing.T) {
	r, err := Speed(context.Background(), nil, SpeedOptions{Effort: glance(), Kernel: bestSet(t)})
	require.NoError(t, err)
	assert.Empty(t, r.Networks)
	_, err = Speed(context.Background(), []Spec{{Network: "no such file"}}, SpeedOptions{Effort: glance(), Kernel: bestSet(t)})
	assert.ErrorContains(t, err, "no such file")
}

func TestOperations(t *testing.T) {
	const in, hidden, out, steps = 784, 400, 10, 5
	w, err := New(Spec{Network: "fashion_400_400.yaml", Batch: 1}, bestSet(t))
	require.NoError(t, err)
	defer w.Engine.Close()
	train, infer := w.Operations()
	const deep = 2 * steps * (hidden*hidden + hidden*out)
	assert.Equal(t, 2.*in*hidden+deep, infer)
	assert.Equal(t, 2*2.*in*hidden+3*deep, train)

	w, err = New(Spec{Network: "nmnist_cnn.yaml", Batch: 1, Density: 0.01}, bestSet(t))
	require.NoError(t, err)
	defer w.Engine.Close()
	train, infer = w.Operations()
	first := 2 * 30 * float64(w.Net.Stages[0].Conn.MACs())
	assert.Equal(t, 3*infer-first, train)
}

func TestDefaultsExist(t *testing.T) {
	for _, name := range Defaults() {
		_, err := (&Spec{Network: name}).config()
		assert.NoError(t, err, name)
	}
}

func TestParseMode(t *testing.T) {
	for _, m := range []snn.Mode{snn.Auto, snn.ForceEvents, snn.ForceDense} {
		got, err := ParseMode(ModeName(m))
		require.NoError(t, err)
		assert.Equal(t, m, got)
	}
	_, err := ParseMode("fast")
	assert.ErrorContains(t, err, "auto, events, dense")
}

// What does not fit is found before anything is measured.
func TestSpeedChecksFirst(t *testing.T) {
	cfg, err := snn.ParseConfig("small.yaml", []byte(small))
	require.NoError(t, err)
	cfg.Layers[len(cfg.Layers)-1].Inputs++
	specs := []Spec{{Network: "fashion_400_400.yaml", Batch: 4}, {Config: &cfg, Batch: 4}}
	_, err = Speed(context.Background(), specs, SpeedOptions{Effort: glance(), Kernel: bestSet(t), Progress: func(what string) {
		t.Errorf("measured %s", what)
	}})
	assert.ErrorContains(t, err, "small.yaml")
}
