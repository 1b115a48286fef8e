package tsslbp

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/snn"
)

// Schedule gives the learning rate at a point of training.
type Schedule interface {
	// Rate returns the learning rate, not below 0; epoch counts from 0, with the fraction
	// of the epoch that is done.
	Rate(epoch float64) float64
}

// ScheduleOf returns the schedule that a network file asks for.
func ScheduleOf(s *snn.Settings) (Schedule, error) {
	var sch Schedule
	switch s.Schedule {
	case "constant":
		sch = Constant(s.LR)
	case "cosine":
		sch = Cosine{LR: s.LR, Epochs: float64(s.Epochs)}
	case "step":
		sch = StepDecay{LR: s.LR, Every: float64(s.StepEpochs), Gamma: s.Gamma}
	default:
		return nil, fmt.Errorf("tsslbp: schedule %q: expected constant, cosine or step", s.Schedule)
	}
	if s.WarmupEpochs > 0 {
		sch = Rise{Then: sch, Epochs: float64(s.WarmupEpochs)}
	}
	return sch, nil
}

// Constant is the same rate always.
type Constant float64

// Rate implements Schedule.
func (c Constant) Rate(float64) float64 { return float64(c) }

// Identity says which schedule this is, for runs that are continued.
func (c Constant) Identity() string { return fmt.Sprint(float64(c)) }

// Cosine falls from LR to 0 along half a cosine over Epochs.
type Cosine struct{ LR, Epochs float64 }

// Rate implements Schedule.
func (c Cosine) Rate(epoch float64) float64 {
	done := 1.0
	if epoch < c.Epochs {
		done = epoch / c.Epochs
	}
	return c.LR / 2 * (1 + math.Cos(math.Pi*done))
}

// Identity says which schedule this is, for runs that are continued.
func (c Cosine) Identity() string { return fmt.Sprintf("from %v over %v epochs", c.LR, c.Epochs) }

// StepDecay multiplies LR by Gamma every Every epochs.
type StepDecay struct{ LR, Every, Gamma float64 }

// Rate implements Schedule.
func (d StepDecay) Rate(epoch float64) float64 {
	return d.LR * math.Pow(d.Gamma, math.Floor(epoch/d.Every))
}

// Identity says which schedule this is, for runs that are continued.
func (d StepDecay) Identity() string {
	return fmt.Sprintf("from %v, times %v every %v epochs", d.LR, d.Gamma, d.Every)
}

// Rise rises linearly to the rate of Then over the first Epochs.
type Rise struct {
	Then   Schedule
	Epochs float64
}

// Rate implements Schedule.
func (r Rise) Rate(epoch float64) float64 {
	return r.Then.Rate(epoch) * min(1, (epoch+riseStart)/r.Epochs)
}

// Identity says which schedule this is, for runs that are continued.
func (r Rise) Identity() string {
	return fmt.Sprintf("over %v epochs to %s", r.Epochs, identity(r.Then))
}

const riseStart = 0.01 // epochs: the first step is small but not nothing
