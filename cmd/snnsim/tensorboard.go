package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/tfevents"
	"github.com/snnsim/snnsim/tsslbp"
)

// tensorboard writes event files for TensorBoard beside the metrics, over the
// same windows of steps, but that the first of a continued run begins with it.
type tensorboard struct {
	tsslbp.NoHook
	dir   string
	every int // steps of a window, 0 for a hundredth of an epoch
	w     *tfevents.Writer
	sum   tsslbp.Stats // of the window
	norm  float64
	steps int
	since time.Time
}

// Begin implements tsslbp.Hook.
func (b *tensorboard) Begin(t *tsslbp.Trainer) (err error) {
	// A run that was killed before its first checkpoint goes on from its first step, beside
	// what it wrote before.
	old, err := fs.Glob(os.DirFS(b.dir), tfevents.Prefix+"*")
	if err != nil {
		return fmt.Errorf("event files: %w", err)
	}
	if b.w, err = tfevents.Create(b.dir); err != nil {
		return err
	}
	b.sum.Spikes = make([]int64, len(t.Engine.Network().Stages))
	b.since = time.Now()
	if t.Steps > 0 || len(old) > 0 {
		return b.w.Restart(int64(t.Steps) + 1)
	}
	return nil
}

// Batch implements tsslbp.Hook.
func (b *tensorboard) Batch(t *tsslbp.Trainer, p *tsslbp.Progress) error {
	b.sum.Add(&p.Sum)
	b.norm += p.Norm
	b.steps++
	if !metrics.WindowEnds(p, b.every) {
		return nil
	}
	rate := float64(b.sum.Samples) / max(time.Since(b.since).Seconds(), 1e-9)
	err := b.scalars(p.Step, []value{
		{"train/loss", b.sum.Loss / float64(max(1, b.sum.Samples))}, {"train/accuracy", b.sum.Accuracy()},
		{"train/gradient norm", b.norm / float64(b.steps)}, {"train/learning rate", p.LR}, {"train/samples per s", rate},
	})
	if err == nil {
		err = b.densities(p.Step, "train density/", metrics.DensitiesOf(t.Engine.Network(), &b.sum))
	}
	clear(b.sum.Spikes)
	b.sum = tsslbp.Stats{Spikes: b.sum.Spikes}
	b.norm, b.steps, b.since = 0, 0, time.Now()
	if err != nil {
		return err
	}
	return b.w.Flush()
}

// Epoch implements tsslbp.Hook.
func (b *tensorboard) Epoch(_ context.Context, t *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	step, net := t.Steps, t.Engine.Network()
	b.since = time.Now() // evaluation does not slow training
	if e := r.Test; e != nil {
		res := metrics.ResultOf(net, e)
		err := b.scalars(step, []value{
			{r.Set + "/loss", res.Loss}, {r.Set + "/accuracy", res.Accuracy},
			{r.Set + "/ties", float64(res.Ties)}, {r.Set + "/silent", float64(res.Silent)},
		})
		if err != nil {
			return err
		}
		if err := b.densities(step, r.Set+" density/", res.Density); err != nil {
			return err
		}
	}
	for _, s := range net.Stages {
		if err := b.w.Histogram(int64(step), "weights/"+s.Name, tfevents.HistogramOf(s.Conn.Weight().Data)); err != nil {
			return err
		}
	}
	return b.w.Flush()
}

// End implements tsslbp.Hook.
func (b *tensorboard) End(*tsslbp.Trainer, error) error {
	if b.w == nil {
		return nil
	}
	return b.w.Close()
}

// value is a number with its name.
type value struct {
	tag string
	v   float64
}

func (b *tensorboard) scalars(step int, values []value) error {
	for _, v := range values {
		if err := b.w.Scalar(int64(step), v.tag, v.v); err != nil {
			return err
		}
	}
	return nil
}

// densities writes spikes per neuron and step of every layer.
func (b *tensorboard) densities(step int, prefix string, d metrics.Densities) error {
	for _, l := range d {
		if err := b.w.Scalar(int64(step), prefix+l.Layer, l.Value); err != nil {
			return err
		}
	}
	return nil
}
