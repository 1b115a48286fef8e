package nmnistsim

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

// TestAgainstRealRecordings compares the first 100 MNIST test digits, seen by
// the simulator, with their own real recordings.
func TestAgainstRealRecordings(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(filepath.Join(shared, "nmnist")); err != nil {
		t.Skip("the real recordings are not here: ", err)
	}
	pixels, _, _, err := datasets.ReadMNIST(filepath.Join(shared, "mnist"), datasets.Test)
	require.NoError(t, err)
	list, err := datasets.ListNMNIST(context.Background(), filepath.Join(shared, "nmnist"), datasets.Test)
	require.NoError(t, err)
	sim, err := NewSimulator(DefaultParams(), 1)
	require.NoError(t, err)
	var realCount, simCount, maps []float64
	realTime, simTime := make([]float64, 70), make([]float64, 70)
	for _, r := range list {
		ev, err := datasets.ReadRecording(r.Path)
		require.NoError(t, err)
		made := sim.Record(nil, pixels[(r.ID-1)*imageLen:r.ID*imageLen], uint64(r.ID))
		realCount, simCount = append(realCount, float64(len(ev))), append(simCount, float64(len(made)))
		maps = append(maps, correlation(pixelMap(ev, realTime), pixelMap(made, simTime)))
	}
	t.Logf("events %.0f real, %.0f simulated; correlations: count %.3f, pixel map %.3f, time profile %.3f",
		mean(realCount), mean(simCount), correlation(realCount, simCount), mean(maps), correlation(realTime, simTime))
	assert.InEpsilon(t, mean(realCount), mean(simCount), 0.1)
	assert.Greater(t, correlation(realCount, simCount), 0.97)
	assert.Greater(t, mean(maps), 0.93)
	assert.Greater(t, correlation(realTime, simTime), 0.95)
}

// pixelMap counts events by pixel, and by 5 ms in profile.
func pixelMap(ev []datasets.Event, profile []float64) []float64 {
	m := make([]float64, datasets.Side*datasets.Side)
	for _, e := range ev {
		m[int(e.Y)*datasets.Side+int(e.X)]++
		profile[min(int(e.T)/5000, len(profile)-1)]++
	}
	return m
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

func correlation(a, b []float64) float64 {
	ma, mb := mean(a), mean(b)
	var ab, aa, bb float64
	for i := range a {
		ab += (a[i] - ma) * (b[i] - mb)
		aa += (a[i] - ma) * (a[i] - ma)
		bb += (b[i] - mb) * (b[i] - mb)
	}
	return ab / math.Sqrt(aa*bb)
}

func ExampleNewSimulator() {
	sim, err := NewSimulator(DefaultParams(), 1)
	if err != nil {
		panic(err)
	}
	// A vertical stroke, as in MNIST: 255 is ink.
	picture := make([]byte, 28*28)
	for y := 6; y < 22; y++ {
		picture[y*28+13], picture[y*28+14] = 255, 255
	}
	events := sim.Record(nil, picture, 0)
	fmt.Println(len(events) > 500, events[0].T < events[len(events)-1].T)
	// Output: true true
}
