package bench

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/tsslbp"
)

// specs are the published networks that fit a short benchmark.
func specs() []Spec {
	return []Spec{
		{Network: "fashion_400_400.yaml"},
		{Network: "mnist_cnn.yaml"},
		{Network: "fashion_cnn.yaml", Batch: 20},
		{Network: "nmnist_cnn.yaml", Density: 0.02, Batch: 20, Gain: 3},
	}
}

func measure(b *testing.B, infer bool) {
	k, err := kernel.Default()
	require.NoError(b, err)
	for _, s := range specs() {
		for _, threads := range []int{1, 2} {
			s.Threads = threads
			b.Run(fmt.Sprintf("net=%s/threads=%d/kernel=%s", s.Network, threads, k.Name), func(b *testing.B) {
				w, err := New(s, k)
				require.NoError(b, err)
				defer w.Engine.Close()
				step := w.Train
				if infer {
					w.Net.Prepare(false)
					step = w.Infer
				}
				var sum tsslbp.Stats
				sum, err = step()
				require.NoError(b, err)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := step(); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(w.Batch))/1e6, "ms/sample")
				for i, d := range w.Density(sum) {
					b.ReportMetric(100*d, fmt.Sprintf("%%fire-%d", i+1))
				}
			})
		}
	}
}

// BenchmarkTrain times a training step.
func BenchmarkTrain(b *testing.B) { measure(b, false) }

// BenchmarkInfer times a forward pass.
func BenchmarkInfer(b *testing.B) { measure(b, true) }
