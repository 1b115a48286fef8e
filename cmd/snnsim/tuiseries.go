package main

import (
	"github.com/snnsim/snnsim/internal/tui"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// runSeries is the course of a run, step by step.
type runSeries struct {
	loss, accuracy tui.Series
	firing         []tui.Series // per layer
	layers         []tui.Layer  // the present firing
}

func newRunSeries(net *snn.Network) *runSeries {
	r := &runSeries{firing: make([]tui.Series, len(net.Stages))}
	for _, s := range net.Stages {
		r.layers = append(r.layers, tui.Layer{Name: s.Name, Neurons: s.Out.Neurons()})
	}
	return r
}

// add appends a step. It does not allocate.
func (r *runSeries) add(net *snn.Network, p *tsslbp.Progress) {
	r.loss.Add(perSample(&p.Sum))
	r.accuracy.Add(p.Sum.Accuracy())
	for i := range r.firing {
		r.firing[i].Add(density(net, &p.Sum, i))
		r.layers[i].Density = density(net, &p.Total, i)
	}
}

// fill copies the course into a snapshot.
func (r *runSeries) fill(s *tui.Snapshot) {
	s.LossCurve, s.AccuracyCurve = r.loss.Values(), r.accuracy.Values()
	s.Layers = append([]tui.Layer(nil), r.layers...)
	for i := range s.Layers {
		s.Layers[i].Curve = r.firing[i].Values()
	}
}

// perSample returns the mean loss.
func perSample(s *tsslbp.Stats) float64 { return s.Loss / float64(max(1, s.Samples)) }
