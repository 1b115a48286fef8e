package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/snnsim/snnsim/internal/metrics"
)

// History is what a run has recorded so far.
type History struct {
	layers []string
	epochs []metrics.Epoch
	steps  stepCurve
	end    *metrics.End // nil while the run is not over
	of     int          // epochs that the run is to have, 0 if it is not recorded
}

// maxEpochs is how many epochs are kept; later ones are not shown.
const maxEpochs = 1 << 16

// NewHistory returns an empty history of a network with the named layers.
func NewHistory(layers []string) *History {
	return &History{layers: layers, steps: stepCurve{width: 1, layers: len(layers)}}
}

// ReadHistory reads a run's metrics; a file that does not exist is an empty
// history. name is for messages.
func ReadHistory(path string, layers []string) (*History, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return NewHistory(layers), nil
	}
	if err != nil {
		return nil, fmt.Errorf("web: metrics: %w", err)
	}
	defer f.Close()
	return readHistory(f, path, layers)
}

func readHistory(r io.Reader, name string, layers []string) (*History, error) {
	h := NewHistory(layers)
	in := metrics.NewReader(r, name)
	for {
		rec, err := in.Next()
		if errors.Is(err, io.EOF) {
			return h, nil
		}
		if err != nil {
			return nil, fmt.Errorf("web: metrics: %w", err)
		}
		switch {
		case rec.Start != nil:
			h.of = rec.Start.Epochs
		case rec.Step != nil:
			h.addSteps(rec.Step)
		case rec.Epoch != nil:
			h.addEpoch(rec.Epoch)
		case rec.End != nil:
			h.end = rec.End
		}
	}
}

func (h *History) addEpoch(e *metrics.Epoch) {
	h.end = nil // of an earlier session
	if r, _ := e.Evaluation(); r != nil && len(h.epochs) > 0 {
		// Only the last matrix is shown.
		if old, _ := h.epochs[len(h.epochs)-1].Evaluation(); old != nil {
			old.Confusion = nil
		}
	}
	if len(h.epochs) < maxEpochs {
		h.epochs = append(h.epochs, *e)
	}
}

// addSteps adds a window of steps to the curve.
func (h *History) addSteps(s *metrics.Step) {
	last := 0
	if n := len(h.steps.points); n > 0 {
		last = h.steps.points[n-1].last
	}
	steps, n := max(1, s.Step-last), float64(s.Samples)
	p := stepPoint{
		steps: steps, last: s.Step, epoch: float64(s.Epoch-1) + float64(s.Batch)/float64(max(1, s.Batches)),
		samples: n, correct: s.Accuracy * n, loss: s.Loss * n, norm: s.GradNorm * float64(steps), lr: s.LR,
		density: make([]float64, len(h.layers)),
	}
	for i, name := range h.layers {
		p.density[i] = density(s.Density, name) * n
	}
	h.steps.add(&p)
}

// status sums up what was recorded, of so many epochs.
func (h *History) status(epochs int) *Status {
	s := &Status{Phase: Stored, Epochs: epochs}
	if h.end != nil {
		s.Phase = Finished
	}
	for i := range h.epochs {
		r, set := h.epochs[i].Evaluation()
		if r == nil {
			continue
		}
		s.Set, s.TestAccuracy = set, Float(r.Accuracy)
		if s.TestAccuracy > s.Best || s.BestEpoch == 0 {
			s.Best, s.BestEpoch = s.TestAccuracy, h.epochs[i].Epoch
		}
	}
	if n := len(h.epochs); n > 0 {
		e := &h.epochs[n-1]
		s.Epoch, s.Step, s.Seconds, s.LR, s.SamplesPerS = e.Epoch, e.Step, Float(e.Seconds), Float(e.LR), Float(e.TrainSamplesPerS)
		s.Loss, s.Accuracy = Float(e.TrainLoss), Float(e.TrainAccuracy)
		for _, name := range h.layers {
			s.Density = append(s.Density, Float(density(e.TrainDensity, name)))
		}
	}
	return s
}

// Publish puts all that was recorded into a hub. epochs is how many the run is
// to have, where that is not recorded.
func (h *History) Publish(hub *Hub, epochs int) {
	if h.of > 0 {
		epochs = h.of
	}
	hub.Put(TopicEpochs, curves(h.epochs, h.layers))
	hub.Put(TopicSteps, h.steps.curves())
	hub.Put(TopicStatus, h.status(epochs))
}

// Evaluation returns the confusion matrix of the last epoch that was evaluated,
// nil if there is none.
func (h *History) Evaluation() *Evaluation {
	for i := len(h.epochs) - 1; i >= 0; i-- {
		r, set := h.epochs[i].Evaluation()
		if r == nil || len(r.Confusion) == 0 {
			continue
		}
		e := &Evaluation{Epoch: h.epochs[i].Epoch, Samples: r.Samples, Ties: r.Ties, Silent: r.Silent, Confusion: r.Confusion, Set: -1, Name: set}
		for c, row := range r.Confusion {
			if c < len(row) {
				e.Correct += row[c]
			}
		}
		return e
	}
	return nil
}
