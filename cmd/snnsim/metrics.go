package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// metrics appends a JSON line to a file after every epoch.
type metrics struct {
	tsslbp.NoHook
	file  *os.File
	start time.Time
}

func newMetrics(path string) (*metrics, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return &metrics{file: f, start: time.Now()}, nil
}

// epochLine is one line of the file.
type epochLine struct {
	Epoch         int                `json:"epoch"` // from 1
	Seconds       float64            `json:"seconds"`
	LR            float64            `json:"lr"`
	TrainLoss     float64            `json:"train_loss"` // a sample
	TrainAccuracy float64            `json:"train_accuracy"`
	SamplesPerS   float64            `json:"train_samples_per_s"`
	Density       map[string]float64 `json:"train_density"` // spikes per neuron and step
	TestSamples   int                `json:"test_samples,omitempty"`
	TestAccuracy  float64            `json:"test_accuracy,omitempty"`
	TestTies      int                `json:"test_ties,omitempty"`
	TestSilent    int                `json:"test_silent,omitempty"`
	TestDensity   map[string]float64 `json:"test_density,omitempty"`
}

// Epoch implements tsslbp.Hook.
func (m *metrics) Epoch(_ context.Context, t *tsslbp.Trainer, r *tsslbp.EpochReport) error {
	net := t.Engine.Network()
	l := epochLine{
		Epoch: r.Epoch + 1, Seconds: time.Since(m.start).Seconds(), LR: r.LR,
		TrainLoss: r.Train.Loss / float64(max(1, r.Train.Samples)), TrainAccuracy: r.Train.Accuracy(),
		SamplesPerS: float64(r.Train.Samples) / max(r.Elapsed.Seconds(), 1e-9),
		Density:     densities(net, &r.Train),
	}
	if r.Test != nil {
		l.TestSamples, l.TestAccuracy = r.Test.Samples, r.Test.Accuracy()
		l.TestTies, l.TestSilent = r.Test.Ties, r.Test.Silent
		l.TestDensity = densities(net, &r.Test.Stats)
	}
	b, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	if _, err := m.file.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// End implements tsslbp.Hook.
func (m *metrics) End(*tsslbp.Trainer, error) error {
	if err := m.file.Close(); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// densities returns spikes per neuron and step of every layer of neurons.
func densities(net *snn.Network, s *tsslbp.Stats) map[string]float64 {
	d := map[string]float64{}
	for i, st := range net.Stages {
		d[st.Name] = density(net, s, i)
	}
	return d
}

func density(net *snn.Network, s *tsslbp.Stats, stage int) float64 {
	n := float64(s.Samples) * float64(net.Steps) * float64(net.Stages[stage].Out.Neurons())
	if n == 0 {
		return 0
	}
	return float64(s.Spikes[stage]) / n
}
