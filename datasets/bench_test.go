package datasets

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/snnsim/snnsim/spikes"
)

// benchSet returns n trains as dense as N-MNIST's in 30 steps.
func benchSet(n int) *EventSet {
	const perTrain = 1361 // spikes, the mean of real recordings
	rng := rand.New(rand.NewPCG(1, 1))
	p := NewPacked(EventShape, 30)
	tr := spikes.NewTrain(EventShape, 30)
	for i := range n {
		tr.Clear()
		for range perTrain {
			tr.Set(rng.IntN(30), rng.IntN(Side), rng.IntN(Side), rng.IntN(2))
		}
		p.Append(i%10, tr)
	}
	return eventSet(Info{Name: "bench", Classes: 10}, p)
}

func BenchmarkLoader(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			l := &Loader{Data: benchSet(1000), Batch: 50, Shuffle: true, Workers: workers}
			for b.Loop() {
				for _, err := range l.Epoch(context.Background(), 0, 0) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N*l.Samples())/b.Elapsed().Seconds(), "samples/s")
		})
	}
}

func BenchmarkPictureFill(b *testing.B) {
	for _, channels := range []int{1, 3} {
		b.Run(fmt.Sprintf("channels=%d", channels), func(b *testing.B) {
			norm := CIFAR10Normalization()
			norm.Mean, norm.SD = norm.Mean[:channels], norm.SD[:channels]
			set := &ImageSet{
				info:   Info{Kind: spikes.Image, Shape: spikes.Shape{H: 28, W: 28, C: channels}},
				labels: []byte{1}, norm: norm,
			}
			rng := rand.New(rand.NewPCG(1, 2))
			for range 28 * 28 * channels {
				set.pixels = append(set.pixels, byte(rng.IntN(256)))
			}
			var out spikes.Sample
			for b.Loop() {
				if err := set.Fill(0, &out, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
