package tsslbp_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// TestLoadRefusesWhatDiffers changes one thing after another between the run
// that wrote the checkpoint and the one that is to continue it.
func TestLoadRefusesWhatDiffers(t *testing.T) {
	k := kernel.Available()[0]
	s := scenarios()[0]
	data := s.open(t)
	first := s.newRun(t, data, t.TempDir(), 1, k)
	first.stop = func(at int) bool { return at == 5 }
	require.ErrorIs(t, first.Run(first.interruptible()), context.Canceled)
	path := filepath.Join(first.dir, tsslbp.LastCheckpoint)

	for _, c := range []struct {
		name, want string
		change     func(r *trainingRun)
	}{
		{"data", "training data: is 16 samples", func(r *trainingRun) {
			sub, err := datasets.NewSubset(data, []int{1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
			require.NoError(t, err)
			r.Data.(*datasets.Loader).Data = sub
		}},
		{"order", "training data: is", func(r *trainingRun) { r.Data.(*datasets.Loader).Seed++ }},
		{"evaluation", "validation data: is", func(r *trainingRun) {
			r.Hooks[0].(*tsslbp.Evaluator).Data.(*datasets.Loader).Data = data
		}},
		{"network file", "network file: is lr: 0.03, was lr: 0.02", func(r *trainingRun) { r.Engine.Network().Config.Network.LR = 0.03 }},
		{"optimiser", "optimiser: is AdamW", func(r *trainingRun) { r.Optimizer.(*tsslbp.AdamW).Eps = 1e-7 }},
		{"schedule", "schedule: is tsslbp.Constant 0.02, was tsslbp.Rise over 1 epochs to tsslbp.Cosine from 0.02", func(r *trainingRun) { r.Schedule = tsslbp.Constant(0.02) }},
		{"schedule's constants", "over 2 epochs to tsslbp.Cosine", func(r *trainingRun) {
			rise := r.Schedule.(tsslbp.Rise)
			rise.Epochs = 2
			r.Schedule = rise
		}},
		{"masks", "masks of weights: is sha256:", func(r *trainingRun) {
			w := r.Engine.Network().Weights()[0]
			w.Mask = make([]float32, len(w.Data))
		}},
		{"frozen stages", "frozen stages: is [true", func(r *trainingRun) {
			r.Optimizer.(*tsslbp.AdamW).Frozen = []bool{true, false, false}
		}},
		{"break-evens", "break-evens: is", func(r *trainingRun) { r.Engine.Network().BreakEvens.Conv = 0.01 }},
		{"hooks", `memory of a hook "checkpointer"`, func(r *trainingRun) { r.Hooks = append(r.Hooks[:1:1], r.Hooks[2:]...) }},
		{"hooks twice", `two hooks keep their memory as "reports"`, func(r *trainingRun) { r.Hooks = append(r.Hooks, r.Hooks[2]) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.newRun(t, data, first.dir, 1, k)
			c.change(r)
			before := r.Engine.Network().WeightsHash()
			err := r.Load(path)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, path)
			assert.Equal(t, before, r.Engine.Network().WeightsHash())
			assert.Zero(t, r.Steps)
			assert.Zero(t, r.Trainer.Epoch+r.Trainer.Batch)
			assert.Empty(t, r.reports)
		})
	}
}

func TestAnotherBackendIsRefusedUnlessAllowed(t *testing.T) {
	sets := kernel.Available()
	if len(sets) < 2 {
		t.Skip("this processor has one back end")
	}
	s := scenarios()[1]
	data := s.open(t)
	first := s.newRun(t, data, t.TempDir(), 1, sets[0])
	first.stop = func(at int) bool { return at == 3 }
	require.ErrorIs(t, first.Run(first.interruptible()), context.Canceled)
	path := filepath.Join(first.dir, tsslbp.LastCheckpoint)
	r := s.newRun(t, data, first.dir, 1, sets[1])
	var differ *tsslbp.DifferError
	err := r.Load(path)
	require.ErrorAs(t, err, &differ)
	require.ErrorIs(t, err, tsslbp.ErrDiffers)
	assert.Contains(t, err.Error(), "back end: is "+sets[1].Name)
	r.AnyBackend = true
	require.NoError(t, r.Load(path))
	require.NoError(t, r.Run(context.Background()))
	assert.Equal(t, s.epochs, r.Trainer.Epoch)
}

// TestRestoreRefusesBadStates gives Restore what a sound file can't hold.
func TestRestoreRefusesBadStates(t *testing.T) {
	s := scenarios()[1]
	r := s.newRun(t, s.open(t), t.TempDir(), 1, kernel.Available()[0])
	for _, c := range []struct {
		want   string
		change func(*tsslbp.TrainerState)
	}{
		{"not a position", func(s *tsslbp.TrainerState) { s.Batch = 6 }},
		{"not a position", func(s *tsslbp.TrainerState) { s.Epoch = -1 }},
		{"sums over 1 layers", func(s *tsslbp.TrainerState) { s.Sums.Stats.Spikes = []int64{1} }},
		{"sums over 0 layers", func(s *tsslbp.TrainerState) { s.Batch, s.Sums.Stats.Spikes = 1, nil }},
		{"no tensor adamw.v.", func(s *tsslbp.TrainerState) { s.Moments = s.Moments[:len(s.Moments)-1] }},
		{"no tensor adamw.m.conv_1.weight", func(s *tsslbp.TrainerState) { s.Moments[0].Name = "another" }},
		{"tensor adamw.m.conv_1.weight [5]: expected [4 3 5 5]", func(s *tsslbp.TrainerState) { s.Moments[0].Shape = []int{5} }},
		{"tensor adamw.m.conv_1.weight [4 3 5 5]: expected [4 3 5 5]", func(s *tsslbp.TrainerState) { s.Moments[0].Data = s.Moments[0].Data[1:] }},
		{"memory of hook reports", func(s *tsslbp.TrainerState) { s.Hooks["reports"] = json.RawMessage("7") }},
	} {
		st, err := r.State()
		require.NoError(t, err)
		r.reports = []string{"mine"}
		c.change(st)
		require.ErrorContains(t, r.Restore(st), c.want)
		assert.Equal(t, []string{"mine"}, r.reports)
		r.reports = nil
	}
}

func TestStateIsRefusedInTheMiddleOfAStep(t *testing.T) {
	s := scenarios()[1]
	r := s.newRun(t, s.open(t), t.TempDir(), 1, kernel.Available()[0])
	asked := false
	r.stop = func(int) bool {
		asked = true
		_, err := r.State()
		assert.ErrorContains(t, err, "while hooks are seeing a step")
		return true
	}
	require.ErrorIs(t, r.Run(r.interruptible()), context.Canceled)
	assert.True(t, asked)
	_, err := r.State()
	assert.NoError(t, err)
}

func TestWeightsOnlyAreNoState(t *testing.T) {
	s := scenarios()[1]
	r := s.newRun(t, s.open(t), t.TempDir(), 1, kernel.Available()[0])
	path := filepath.Join(r.dir, "w.safetensors")
	require.NoError(t, snn.SaveCheckpoint(path, &snn.Checkpoint{Network: r.Engine.Network()}))
	require.ErrorIs(t, r.Load(path), tsslbp.ErrNoState)
}

// TestStateSurvivesItsFile compares a state with what a file makes of it.
func TestStateSurvivesItsFile(t *testing.T) {
	s := scenarios()[1]
	data := s.open(t)
	r := s.newRun(t, data, t.TempDir(), 1, kernel.Available()[0])
	r.stop = func(at int) bool { return at == 7 }
	require.ErrorIs(t, r.Run(r.interruptible()), context.Canceled)
	want, err := r.State()
	require.NoError(t, err)
	assert.Equal(t, []int{1, 2, 7}, []int{want.Epoch, want.Batch, want.Steps})
	assert.Equal(t, 8, want.Sums.Stats.Samples)
	c, err := snn.LoadCheckpoint(filepath.Join(r.dir, tsslbp.LastCheckpoint), kernel.Available()[0])
	require.NoError(t, err)
	got, err := tsslbp.StateOf(c)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	var names, moments []string
	for _, m := range []string{"adamw.m.", "adamw.v."} {
		for _, st := range c.Network.Stages {
			names = append(names, m+st.Name+".weight")
		}
	}
	for _, m := range want.Moments {
		moments = append(moments, m.Name)
	}
	assert.Equal(t, names, moments)
}

// TestTimesAddUp checks that the parts of a step are within its time.
func TestTimesAddUp(t *testing.T) {
	s := scenarios()[1]
	r := s.newRun(t, s.open(t), t.TempDir(), 2, kernel.Available()[0])
	r.check.EverySteps = 0
	var sum tsslbp.Times
	r.Hooks = append(r.Hooks, watch{func(p *tsslbp.Progress) { sum.Add(p.Times) }, func(e *tsslbp.EpochReport) {
		assert.Equal(t, sum, e.Times)
		assert.LessOrEqual(t, sum.Data+sum.Forward+sum.Backward+sum.Update, e.Elapsed)
		assert.Positive(t, min(sum.Data, sum.Forward, sum.Backward, sum.Update))
		sum = tsslbp.Times{}
	}})
	require.NoError(t, r.Run(context.Background()))
}

type watch struct {
	batch func(*tsslbp.Progress)
	epoch func(*tsslbp.EpochReport)
}

func (w watch) Begin(*tsslbp.Trainer) error                       { return nil }
func (w watch) Batch(_ *tsslbp.Trainer, p *tsslbp.Progress) error { w.batch(p); return nil }
func (w watch) Epoch(_ context.Context, _ *tsslbp.Trainer, e *tsslbp.EpochReport) error {
	w.epoch(e)
	return nil
}
func (w watch) End(*tsslbp.Trainer, error) error { return nil }

func TestStatesOfAnotherVersionAreRefused(t *testing.T) {
	_, err := tsslbp.StateOf(&snn.Checkpoint{Notes: map[string]string{"trainer": `{"Version":2}`}})
	assert.ErrorContains(t, err, "version 2: this program reads version 1")
}

// FuzzStateOf gives a trainer states that no trainer wrote.
func FuzzStateOf(f *testing.F) {
	cfg := snn.DefaultConfig()
	l := snn.DefaultLayer("output", snn.TypeLinear)
	l.Inputs, l.Outputs = 3, 3
	cfg.Layers, cfg.Network.Steps, cfg.Network.Classes = []snn.Layer{l}, 10, 3
	net, err := snn.New(cfg, spikes.Flat(3), kernel.Available()[0])
	require.NoError(f, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{}, Batch: 3, Threads: 1})
	f.Cleanup(e.Close)
	tr := &tsslbp.Trainer{Engine: e, Optimizer: tsslbp.NewAdamW(net), Schedule: tsslbp.Constant(1), Data: lines{10, 3},
		Hooks: []tsslbp.Hook{&tsslbp.EarlyStop{}, &tsslbp.Checkpointer{}}}
	s, err := tr.State()
	require.NoError(f, err)
	c := &snn.Checkpoint{Network: net}
	require.NoError(f, s.PutInto(c))
	f.Add(c.Notes["trainer"])
	f.Add(`{"Version":1,"Batch":1,"Sums":{"Stats":{"Spikes":[1]}}}`)
	f.Add(`{"Version":1,"Hooks":{"early-stop":7},"Epoch":-1}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := tsslbp.StateOf(&snn.Checkpoint{Network: net, Notes: map[string]string{"trainer": text}, Extra: c.Extra})
		if err != nil || tr.Restore(s) != nil {
			return
		}
		if again, err := tr.State(); assert.NoError(t, err) {
			s.Hooks, again.Hooks = nil, nil // as text they may be spelled otherwise
			s.Settings = again.Settings     // what earlier versions wrote is accepted too
			assert.Equal(t, s, again)
		}
	})
}
