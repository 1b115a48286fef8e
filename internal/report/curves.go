package report

import (
	"fmt"
	"slices"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/internal/metrics"
)

// The quantities that Curves draws.
const (
	Accuracy = "accuracy"
	Loss     = "loss"
	Firing   = "firing"
	Rate     = "rate" // learning rate
)

// Quantities lists them.
func Quantities() []string { return []string{Accuracy, Loss, Firing, Rate} }

// Curves draws a quantity over the epochs of one run or of several. One run
// shows training and evaluation, and the firing of every layer; several show
// the evaluation of each, and the mean of their hidden layers' firing densities,
// each layer counting the same.
func Curves(quantity string, runs ...*Run) (figure.Lines, error) {
	l := figure.Lines{X: figure.Axis{Label: "epoch"}, Note: notes(runs)}
	switch quantity {
	case Accuracy:
		l.Title, l.Y.Label = "Accuracy", "accuracy, %"
	case Loss:
		l.Title, l.Y.Label = "Loss", "loss a sample"
	case Firing:
		l.Title, l.Y.Label = "Firing", "spikes per neuron and step, %"
		if len(runs) > 1 {
			l.Y.Label = "mean density of the hidden layers, %"
		}
	case Rate:
		l.Title, l.Y.Label = "Learning rate", "learning rate"
	default:
		return l, fmt.Errorf("report: quantity %q: expected one of %v", quantity, Quantities())
	}
	evaluated := quantity == Accuracy || quantity == Loss
	set, same := commonSet(runs)
	switch {
	case len(runs) == 1:
		l.Title += " of " + runs[0].Name
	case evaluated && same:
		l.Title += " on the " + set + " set"
	}
	for _, r := range runs {
		if len(runs) == 1 {
			l.Series = append(l.Series, curvesOf(quantity, r)...)
			continue
		}
		name := r.Name
		if evaluated && !same && len(r.Epochs) > 0 {
			name += ", " + r.set()
		}
		if l.Note == "" && r.Start != nil && r.Start.Simulated {
			name += " (simulated)"
		}
		l.Series = append(l.Series, r.series(name, summary(quantity)))
	}
	l.Series = slices.DeleteFunc(l.Series, func(s figure.Series) bool { return len(s.X) == 0 })
	if len(l.Series) == 0 {
		return l, fmt.Errorf("report: no %s to draw: %w", quantity, ErrNoEpochs)
	}
	return l, nil
}

// value is a number of an epoch, if it has it.
type value func(e *metrics.Epoch) (float64, bool)

// series has the epochs of a run that have the value.
func (r *Run) series(name string, v value) figure.Series {
	s := figure.Series{Name: name}
	for _, e := range r.Epochs {
		if y, ok := v(e); ok {
			s.X, s.Y = append(s.X, float64(e.Epoch)), append(s.Y, y)
		}
	}
	return s
}

// curvesOf are the curves of a single run.
func curvesOf(quantity string, r *Run) []figure.Series {
	switch quantity {
	case Accuracy:
		return []figure.Series{
			r.series("training", func(e *metrics.Epoch) (float64, bool) { return 100 * e.TrainAccuracy, true }),
			r.series(r.set(), summary(Accuracy)),
		}
	case Loss:
		return []figure.Series{
			r.series("training", func(e *metrics.Epoch) (float64, bool) { return e.TrainLoss, true }),
			r.series(r.set(), summary(Loss)),
		}
	case Firing:
		var all []figure.Series
		for i, d := range r.Epochs[0].TrainDensity {
			all = append(all, r.series(d.Layer, func(e *metrics.Epoch) (float64, bool) {
				if i >= len(e.TrainDensity) {
					return 0, false
				}
				return 100 * e.TrainDensity[i].Value, true
			}))
		}
		return all
	}
	return []figure.Series{r.series("", summary(Rate))}
}

// set names what a run is evaluated on.
func (r *Run) set() string {
	_, set := r.Epochs[0].Evaluation()
	return set
}

// commonSet returns what all runs are evaluated on, if it is the same.
func commonSet(runs []*Run) (set string, same bool) {
	for _, r := range runs {
		if len(r.Epochs) == 0 {
			continue
		}
		if s := r.set(); set == "" {
			set = s
		} else if s != set {
			return "", false
		}
	}
	return set, set != ""
}

// summary is the one number of a quantity by which runs are compared.
func summary(quantity string) value {
	return func(e *metrics.Epoch) (float64, bool) {
		switch quantity {
		case Rate:
			return e.LR, true
		case Firing:
			n, sum := len(e.TrainDensity)-1, 0.0
			if n < 1 {
				return 0, false
			}
			for _, d := range e.TrainDensity[:n] {
				sum += d.Value
			}
			return 100 * sum / float64(n), true
		}
		res, _ := e.Evaluation()
		if res == nil {
			return 0, false
		}
		if quantity == Accuracy {
			return 100 * res.Accuracy, true
		}
		// Metrics of an older format lack the loss of the evaluation.
		return res.Loss, res.Loss != 0
	}
}

// notes says what runs were trained on, where all agree.
func notes(runs []*Run) string {
	first := runs[0].Start
	if first == nil {
		return ""
	}
	note := first.Network + " on " + first.Dataset
	for _, r := range runs {
		if r.Start == nil || r.Start.Dataset != first.Dataset {
			return ""
		}
		if r.Start.Network != first.Network {
			note = first.Dataset
		}
	}
	if first.Simulated {
		note += " (simulated)"
	}
	return note
}
