package web

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Epoch is what is known of one epoch; a line of a run's metrics.
type Epoch struct {
	Epoch         int                `json:"epoch"` // from 1
	Seconds       float64            `json:"seconds"`
	LR            float64            `json:"lr"`
	TrainLoss     *float64           `json:"train_loss"` // a sample
	TrainAccuracy float64            `json:"train_accuracy"`
	SamplesPerS   float64            `json:"train_samples_per_s"`
	TrainDensity  map[string]float64 `json:"train_density"`
	TestSamples   int                `json:"test_samples"`
	TestAccuracy  float64            `json:"test_accuracy"`
	TestTies      int                `json:"test_ties"`
	TestSilent    int                `json:"test_silent"`
	TestDensity   map[string]float64 `json:"test_density"`
}

const (
	maxEpochs      = 1 << 16
	maxMetricsLine = 1 << 20 // bytes
)

// parseEpoch reads one line; ok is false if it is no epoch's.
func parseEpoch(line []byte) (e Epoch, ok bool, err error) {
	var r struct {
		Kind string `json:"kind"`
		Epoch
		Rate             float64     `json:"train_samples_per_s"`
		Test, Validation *testResult // of the set that chose the best epoch
	}
	if err := json.Unmarshal(line, &r); err != nil {
		return e, false, err
	}
	e = r.Epoch
	e.SamplesPerS = r.Rate
	if t := cmp.Or(r.Test, r.Validation); t != nil {
		e.TestSamples, e.TestAccuracy, e.TestTies, e.TestSilent, e.TestDensity = t.Samples, t.Accuracy, t.Ties, t.Silent, t.Density
	}
	return e, (r.Kind == "" || r.Kind == "epoch") && e.TrainLoss != nil && e.Epoch >= 1, nil
}

// testResult is an evaluation after an epoch.
type testResult struct {
	Samples, Ties, Silent int
	Accuracy              float64
	Density               map[string]float64
}

// ReadEpochs reads the epochs of a metrics file. Lines of other kinds are left
// out, and so is a last line that is still being written.
func ReadEpochs(r io.Reader) ([]Epoch, error) {
	var all []Epoch
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxMetricsLine)
	var broken error
	for line := 1; in.Scan(); line++ {
		if broken != nil {
			return nil, broken
		}
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		e, ok, err := parseEpoch(in.Bytes())
		if err != nil {
			broken = fmt.Errorf("web: metrics, line %d: %w", line, err)
			continue
		}
		if !ok {
			continue
		}
		if len(all) == maxEpochs {
			return nil, fmt.Errorf("web: metrics, line %d: more than %d epochs", line, maxEpochs)
		}
		all = append(all, e)
	}
	if err := in.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, fmt.Errorf("web: metrics: a line of more than %d bytes", maxMetricsLine)
		}
		return nil, fmt.Errorf("web: metrics: %w", err)
	}
	return all, nil
}

// EpochCurves are the curves over epochs, a value a point.
type EpochCurves struct {
	Epoch         []int     `json:"epoch"`
	Seconds       []Float   `json:"seconds"`
	LR            []Float   `json:"lr"`
	TrainLoss     []Float   `json:"train_loss"`
	TrainAccuracy []Float   `json:"train_accuracy"`
	TestAccuracy  []*Float  `json:"test_accuracy"` // null where there was no test
	SamplesPerS   []Float   `json:"samples_per_s"`
	TrainDensity  [][]Float `json:"train_density"` // [layer][point]
	TestDensity   [][]Float `json:"test_density"`
}

// Curves turns epochs into curves of the named layers, thinned to a bounded
// number of points.
func Curves(all []Epoch, layers []string) *EpochCurves {
	c := &EpochCurves{TrainDensity: make([][]Float, len(layers)), TestDensity: make([][]Float, len(layers))}
	every := (len(all) + 2*maxPoints - 1) / (2 * maxPoints)
	for i := range all {
		if every > 1 && i%every != 0 && i != len(all)-1 {
			continue
		}
		e := &all[i]
		c.Epoch = append(c.Epoch, e.Epoch)
		c.Seconds = append(c.Seconds, Float(e.Seconds))
		c.LR = append(c.LR, Float(e.LR))
		c.TrainLoss = append(c.TrainLoss, Float(*e.TrainLoss))
		c.TrainAccuracy = append(c.TrainAccuracy, Float(e.TrainAccuracy))
		c.SamplesPerS = append(c.SamplesPerS, Float(e.SamplesPerS))
		var test *Float
		if e.TestSamples > 0 {
			a := Float(e.TestAccuracy)
			test = &a
		}
		c.TestAccuracy = append(c.TestAccuracy, test)
		for l, name := range layers {
			c.TrainDensity[l] = append(c.TrainDensity[l], Float(e.TrainDensity[name]))
			c.TestDensity[l] = append(c.TestDensity[l], Float(e.TestDensity[name]))
		}
	}
	return c
}

// StatusOf sums up recorded epochs.
func StatusOf(all []Epoch, epochs int, layers []string) *Status {
	s := &Status{Phase: Stored, Epochs: epochs}
	for i := range all {
		if a := Float(all[i].TestAccuracy); all[i].TestSamples > 0 {
			if s.TestAccuracy = a; a > s.Best || s.BestEpoch == 0 {
				s.Best, s.BestEpoch = a, all[i].Epoch
			}
		}
	}
	if len(all) > 0 {
		e := &all[len(all)-1]
		s.Epoch, s.Seconds, s.LR, s.SamplesPerS = e.Epoch, Float(e.Seconds), Float(e.LR), Float(e.SamplesPerS)
		s.Loss, s.Accuracy = Float(*e.TrainLoss), Float(e.TrainAccuracy)
		for _, name := range layers {
			s.Density = append(s.Density, Float(e.TrainDensity[name]))
		}
	}
	return s
}
