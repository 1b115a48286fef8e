package tsslbp_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// still is an optimiser that changes nothing and remembers what it was called with.
type still struct {
	steps   []int
	fail    error
	moments map[string][][]float32
}

func (o *still) Step(e *tsslbp.Engine, step int, _ float64) (float64, error) {
	o.steps = append(o.steps, step)
	return e.GradNorm(), o.fail
}

func (o *still) Moments() map[string][][]float32 { return o.moments }

func TestAnOptimizerSeesEveryStep(t *testing.T) {
	tr, o := newTrainer(t, lines{10, 3}), &still{}
	tr.Optimizer = o
	hash := tr.Engine.Network().WeightsHash()
	require.NoError(t, tr.Run(context.Background()))
	assert.Equal(t, []int{1, 2}, o.steps)
	assert.Equal(t, 2, tr.Steps)
	assert.Equal(t, hash, tr.Engine.Network().WeightsHash())
}

// A step that failed is none that was taken.
func TestAnOptimizerThatFails(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	tr.Optimizer = &still{fail: errors.New("no more")}
	require.EqualError(t, tr.Run(context.Background()), "no more")
	assert.Zero(t, tr.Steps)
}

// preparing is momentum that prepares the network by itself, or leaves that to the trainer:
// kernels see new weights only then.
type preparing struct {
	*momentum
	prepares bool
}

func (o preparing) Step(e *tsslbp.Engine, step int, lr float64) (float64, error) {
	norm, err := o.momentum.Step(e, step, lr)
	if o.prepares {
		e.Prepare(true)
	}
	return norm, err
}

func TestTheTrainerPreparesWhatAnOptimizerDidNot(t *testing.T) {
	var hashes []string
	for _, prepares := range []bool{true, false} {
		tr := newTrainer(t, lines{10, 3})
		tr.Epochs = 5
		tr.Optimizer = preparing{newMomentum(tr.Engine.Network(), 0.5), prepares}
		require.NoError(t, tr.Run(context.Background()))
		hashes = append(hashes, tr.Engine.Network().WeightsHash())
	}
	assert.Equal(t, hashes[0], hashes[1])
}

func TestMomentsThatDoNotFitAreRefused(t *testing.T) {
	for want, m := range map[string][][]float32{
		`moments "v" of 0 stages: expected the network's 1`:                  nil,
		`moments "v" of layer output: 8: expected one for each of 9 weights`: {make([]float32, 8)},
	} {
		tr := newTrainer(t, lines{10, 3})
		tr.Optimizer = &still{moments: map[string][][]float32{"v": m}}
		require.ErrorContains(t, tr.Run(context.Background()), want)
		assert.Zero(t, tr.Steps)
	}
}

// A run is continued with the optimiser that it began with.
func TestAnotherOptimizerIsRefused(t *testing.T) {
	build := func(o func(*snn.Network) tsslbp.Optimizer) *tsslbp.Trainer {
		tr := newTrainer(t, lines{10, 3})
		tr.Optimizer = o(tr.Engine.Network())
		return tr
	}
	heavy := func(n *snn.Network) tsslbp.Optimizer { return newMomentum(n, 0.9) }
	light := func(n *snn.Network) tsslbp.Optimizer { return newMomentum(n, 0.5) }
	adam := func(n *snn.Network) tsslbp.Optimizer { return tsslbp.NewAdamW(n) }
	path := filepath.Join(t.TempDir(), "last.safetensors")
	require.NoError(t, build(heavy).Save(path, snn.CheckpointInfo{}))
	require.NoError(t, build(heavy).Load(path))
	for want, o := range map[string]func(*snn.Network) tsslbp.Optimizer{
		"optimiser: is *tsslbp_test.momentum share 0.5, was *tsslbp_test.momentum share 0.9": light,
		"no tensor adamw.m.output.weight": adam,
	} {
		err := build(o).Load(path)
		require.ErrorIs(t, err, tsslbp.ErrDiffers)
		assert.ErrorContains(t, err, want)
	}

	// What else a checkpoint holds is no moment.
	tr := build(heavy)
	s, err := tr.State()
	require.NoError(t, err)
	s.Moments = slices.Insert(s.Moments, 0, snn.Tensor{Name: "mine", Shape: []int{1}, Data: []float32{1}})
	require.NoError(t, tr.Restore(s))
}

// spoiler writes a weight that is not a number in its third step.
type spoiler struct{ *momentum }

func (o spoiler) Step(e *tsslbp.Engine, step int, lr float64) (float64, error) {
	norm, err := o.momentum.Step(e, step, lr)
	if step == 3 {
		e.Network().Weights()[0].Data[4] = float32(math.NaN())
	}
	return norm, err
}

func TestWhatAnOptimizerSpoilsIsNoticed(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	tr.Epochs, tr.Optimizer = 10, spoiler{newMomentum(tr.Engine.Network(), 0.5)}
	require.EqualError(t, tr.Run(context.Background()), "tsslbp: step 3: layer output: the weight after the update is NaN")
	assert.Equal(t, 2, tr.Steps)
}

func TestNoOptimizerIsNone(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	var none *tsslbp.AdamW
	tr.Optimizer = none
	assert.ErrorContains(t, tr.Run(context.Background()), "a nil AdamW")
	tr.Optimizer = nil
	assert.ErrorContains(t, tr.Run(context.Background()), "expected all four")
}

// around is an optimiser around AdamW, whose frozen stages are part of the settings as its own are.
type around struct{ *tsslbp.AdamW }

func TestFrozenStagesOfAWrappedOptimizer(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	o := tsslbp.NewAdamW(tr.Engine.Network())
	o.Frozen = []bool{true}
	tr.Optimizer = around{o}
	s, err := tr.State()
	require.NoError(t, err)
	assert.Equal(t, "[true]", s.Settings["frozen stages"])
	require.NoError(t, tr.Run(context.Background()))
	require.NoError(t, tr.Restore(s))
	require.NoError(t, tr.Run(context.Background()), "from the first step again")
}

// A checkpoint whose state is put into it again holds it once.
func TestAStateReplacesAnother(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	require.NoError(t, tr.Run(context.Background()))
	path := filepath.Join(t.TempDir(), "a.safetensors")
	require.NoError(t, tr.Save(path, snn.CheckpointInfo{}))
	c, err := snn.LoadCheckpoint(path, nil)
	require.NoError(t, err)
	s, err := tsslbp.StateOf(c)
	require.NoError(t, err)
	require.NoError(t, s.PutInto(c))
	require.NoError(t, snn.SaveCheckpoint(path, c))
	require.NoError(t, newTrainer(t, lines{10, 3}).Load(path))
}

// The state names the data that training goes on with.
func TestOtherDataAreSeen(t *testing.T) {
	tr := newTrainer(t, lines{10, 3})
	first, err := tr.State()
	require.NoError(t, err)
	tr.Data = hidden{lines{10, 2}}
	second, err := tr.State()
	require.NoError(t, err)
	assert.Equal(t, "3 samples in 1 batches", first.Settings["training data"])
	assert.Equal(t, "2 samples in 1 batches", second.Settings["training data"])
}
