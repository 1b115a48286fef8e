package tsslbp_test

import (
	"context"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// byIndex is a count loss whose classes follow from the index of a sample.
type byIndex struct {
	*tsslbp.CountLoss
	classes []int
}

func (l byIndex) SampleLoss(e, a []float32, classes int, s *spikes.Sample, batch int) float64 {
	return l.Loss(e, a, classes, l.classes[s.Index], batch)
}

// hidden takes the labels from the samples of another loader.
type hidden struct{ lines }

func (h hidden) Epoch(ctx context.Context, epoch, first int) iter.Seq2[spikes.Batch, error] {
	return func(yield func(spikes.Batch, error) bool) {
		for batch, err := range h.lines.Epoch(ctx, epoch, first) {
			for i := range batch {
				batch[i].Label = tsslbp.Unlabelled
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}

// TestALossMayGoByTheSample trains the same weights from labels and from indices alone.
func TestALossMayGoByTheSample(t *testing.T) {
	count := tsslbp.CountLoss{Desired: 6, Undesired: 1}
	train := func(loss tsslbp.Loss, data tsslbp.Loader) (string, error) {
		tr := newTrainer(t, data)
		e := tsslbp.NewEngine(tr.Engine.Network(), tsslbp.Options{Rule: tsslbp.DefaultRule(), Loss: loss, Batch: 3, Threads: 2})
		defer e.Close()
		tr.Engine, tr.Epochs = e, 10
		err := tr.Run(context.Background())
		return e.Network().WeightsHash(), err
	}
	want, err := train(&count, lines{10, 3})
	require.NoError(t, err)
	got, err := train(byIndex{&count, []int{0, 1, 2}}, hidden{lines{10, 3}})
	require.NoError(t, err)
	assert.Equal(t, want, got)
	other, err := train(byIndex{&count, []int{2, 1, 0}}, hidden{lines{10, 3}})
	require.NoError(t, err)
	assert.NotEqual(t, want, other)
	_, err = train(&count, hidden{lines{10, 3}})
	require.ErrorContains(t, err, "label -1 of 3 classes")
}

// seer keeps a copy of what a step captured.
type seer struct {
	tsslbp.NoHook
	delta [][]float32
	input []float32
}

func (s *seer) Gradients(t *tsslbp.Trainer, _ spikes.Batch) error {
	s.delta = nil
	for _, d := range t.Capture.Delta {
		s.delta = append(s.delta, append([]float32(nil), d...))
	}
	s.input = append([]float32(nil), t.Capture.Input...)
	return nil
}

// TestATrainerCaptures compares the gradients that a trainer's hooks see, with and without that
// of the input, with those of a step by hand.
func TestATrainerCaptures(t *testing.T) {
	for _, input := range []bool{true, false} {
		net, d := convNet(t)
		loss, err := tsslbp.LossOf(&net.Config.Network)
		require.NoError(t, err)
		e := tsslbp.NewEngine(net, tsslbp.Options{Rule: tsslbp.DefaultRule(), Loss: loss, Batch: d.batch, Threads: 2, InputGrad: input})
		defer e.Close()
		s := &seer{}
		c := tsslbp.NewCapture(net, d.batch)
		if !input {
			c.Input = nil
		}
		tr := &tsslbp.Trainer{Engine: e, Optimizer: &still{}, Schedule: tsslbp.Constant(0), Data: d, Epochs: 1, Hooks: []tsslbp.Hook{s}, Capture: c}
		require.NoError(t, tr.Run(context.Background()))

		other, _ := convNet(t)
		by := tsslbp.NewEngine(other, tsslbp.Options{Rule: tsslbp.DefaultRule(), Loss: loss, Batch: d.batch, Threads: 1, InputGrad: true})
		defer by.Close()
		other.Prepare(true)
		want := tsslbp.NewCapture(other, d.batch)
		_, err = by.Backward(d.batchAt(0, d.Batches()-1), uint64(d.Batches()), want)
		require.NoError(t, err)
		assert.Equal(t, want.Delta, s.delta)
		if input {
			assert.Equal(t, want.Input, s.input)
		}
		assert.NotZero(t, sumOfSquares(s.delta))
	}
	net, d := convNet(t)
	loss, err := tsslbp.LossOf(&net.Config.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: d.batch})
	defer e.Close()
	tr := &tsslbp.Trainer{Engine: e, Optimizer: &still{}, Schedule: tsslbp.Constant(0), Data: d, Epochs: 1, Capture: tsslbp.NewCapture(net, d.batch)}
	require.ErrorContains(t, tr.Run(context.Background()), "set its Input to nil to go without")
}

func sumOfSquares(all [][]float32) (sum float64) {
	for _, d := range all {
		for _, v := range d {
			sum += float64(v * v)
		}
	}
	return sum
}
