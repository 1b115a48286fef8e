package tsslbp

import (
	"fmt"
	"math"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// Loss compares the output PSCs of one sample with its label. It is called from
// several goroutines at once, and in a step of PerLayer's rule twice for a sample where a
// layer's gate changes: sums over samples are for Stats and Observer.
type Loss interface {
	// Loss returns the sample's part of the batch loss and writes ∂L/∂a into e,
	// which is 0 when it is called. a is the output PSC; both are [T][classes],
	// valid during the call. label is 0 … classes-1, batch the number of samples
	// of the batch.
	Loss(e, a []float32, classes, label, batch int) float64
}

// MeanLoss is a Loss that can say what the loss of a batch is: the mean over its
// samples, where Loss returns a sample's divided by batch, or their sum, as
// without this method. Stats and the sparsity regulariser go by it.
type MeanLoss interface {
	Loss
	Mean() bool
}

// SampleLoss is a Loss that is given the whole sample, so that targets may follow from its Index:
// soft labels, distillation, regression, weights of samples. Its samples may be Unlabelled while
// training; the decision, and what counts as correct, stays that of classes.
type SampleLoss interface {
	Loss
	// SampleLoss is called in the place of Loss and promises the same.
	SampleLoss(e, a []float32, classes int, s *spikes.Sample, batch int) float64
}

// sampleLoss is a loss as the engine calls it.
type sampleLoss func(e, a []float32, classes int, s *spikes.Sample, batch int) float64

// sampleLossOf returns nil for no loss.
func sampleLossOf(l Loss) sampleLoss {
	switch l := l.(type) {
	case nil:
		return nil
	case SampleLoss:
		return l.SampleLoss
	}
	return func(e, a []float32, classes int, s *spikes.Sample, batch int) float64 {
		return l.Loss(e, a, classes, s.Label, batch)
	}
}

// LossOf returns the loss that a network file asks for.
func LossOf(s *snn.Settings) (Loss, error) {
	switch s.Loss {
	case "kernel":
		desired := KernelTarget(s.Steps)
		if len(s.Target) > 0 {
			desired = repeatTarget(s.Target, s.Steps)
		}
		return &KernelLoss{Target: FilterTarget(desired, s.TauS, s.TargetFilter == "twice")}, nil
	case "count":
		return &CountLoss{Desired: s.DesiredCount, Undesired: s.UndesiredCount}, nil
	case "softmax":
		return &SoftmaxLoss{Gain: s.SoftmaxGain, Smoothing: s.Smoothing}, nil
	}
	return nil, fmt.Errorf("tsslbp: loss %q: expected kernel, count or softmax", s.Loss)
}

// KernelLoss is a van Rossum distance with the synapse as its kernel:
// ½ Σ (a - ã)² over batch, classes and steps, where ã is Target for the true
// class and zero for the others.
type KernelLoss struct {
	Target []float32 // [T], PSC wanted of the true class
}

// Loss implements Loss.
func (l *KernelLoss) Loss(e, a []float32, classes, label, _ int) float64 {
	var sum float64
	for t, want := range l.Target {
		for c := range classes {
			i := t*classes + c
			d := a[i]
			if c == label {
				d -= want
			}
			e[i] = d
			sum += float64(d) * float64(d)
		}
	}
	return sum / 2
}

// Identity says which loss this is, for runs that are continued.
func (l *KernelLoss) Identity() string { return fmt.Sprintf("target %v", l.Target) }

// Validate reports a target of another length than the steps, or numbers that are not finite.
func (l *KernelLoss) Validate(steps int) error {
	if len(l.Target) != steps {
		return fmt.Errorf("tsslbp: a kernel loss with a target of %d steps: expected the network's %d", len(l.Target), steps)
	}
	for t, v := range l.Target {
		if !isFinite(float64(v)) {
			return fmt.Errorf("tsslbp: kernel loss: target %v in step %d: expected a finite number", v, t)
		}
	}
	return nil
}

// CountLoss, of the released code, wants Desired of the true class's PSC summed
// over the steps and Undesired of the others': Δ = (Σ_t a[t] - target)/T at every
// step, and nothing where the true class is at or above its target or another at
// or below its own. The loss is ½ Σ Δ² over batch, classes and steps.
type CountLoss struct {
	Desired, Undesired float64
}

// Loss implements Loss.
func (l *CountLoss) Loss(e, a []float32, classes, label, _ int) float64 {
	steps := len(a) / classes
	var sum float64
	for c := range classes {
		var total float64
		for t := range steps {
			total += float64(a[t*classes+c])
		}
		var d float64
		if c == label {
			d = min(0, (total-l.Desired)/float64(steps))
		} else {
			d = max(0, (total-l.Undesired)/float64(steps))
		}
		for t := range steps {
			e[t*classes+c] = float32(d)
		}
		sum += d * d * float64(steps)
	}
	return sum / 2
}

// Identity says which loss this is, for runs that are continued.
func (l *CountLoss) Identity() string {
	return fmt.Sprintf("desired %v, undesired %v", l.Desired, l.Undesired)
}

// Validate reports targets that are not finite.
func (l *CountLoss) Validate(int) error {
	if !isFinite(l.Desired) || !isFinite(l.Undesired) {
		return fmt.Errorf("tsslbp: count loss: targets of %v and %v: expected finite numbers", l.Desired, l.Undesired)
	}
	return nil
}

// SoftmaxLoss is the cross-entropy of the softmax of the summed PSCs times Gain,
// the mean over the batch; with a Gain of 1 and no Smoothing the released code's.
// Few steps bound the sums, so that a gain of 1 never lets the loss come near 0.
type SoftmaxLoss struct {
	Gain      float64 // 0 for 1
	Smoothing float64 // share of the target that is spread over all classes
}

// Identity says which loss this is, for runs that are continued.
func (l *SoftmaxLoss) Identity() string {
	return fmt.Sprintf("gain %v, smoothing %v", l.Gain, l.Smoothing)
}

// Validate reports a gain or a smoothing that no loss has.
func (l *SoftmaxLoss) Validate(int) error {
	if !(l.Gain >= 0) || math.IsInf(l.Gain, 0) || !(l.Smoothing >= 0 && l.Smoothing < 1) {
		return fmt.Errorf("tsslbp: softmax loss: gain %v, smoothing %v: expected a number not below 0, and one from 0 to below 1", l.Gain, l.Smoothing)
	}
	return nil
}

// Mean implements MeanLoss.
func (l *SoftmaxLoss) Mean() bool { return true }

// Loss implements Loss.
func (l *SoftmaxLoss) Loss(e, a []float32, classes, label, batch int) float64 {
	steps, gain := len(a)/classes, l.Gain
	if gain == 0 {
		gain = 1
	}
	logit := func(c int) (z float64) {
		for t := range steps {
			z += float64(a[t*classes+c])
		}
		return z * gain
	}
	top := math.Inf(-1)
	for c := range classes {
		top = math.Max(top, logit(c))
	}
	var norm float64
	for c := range classes {
		norm += math.Exp(logit(c) - top)
	}
	rest := l.Smoothing / float64(classes)
	var loss float64
	for c := range classes {
		target := rest
		if c == label {
			target += 1 - l.Smoothing
		}
		z := logit(c)
		loss += target * (math.Log(norm) + top - z)
		g := float32(gain * (math.Exp(z-top)/norm - target) / float64(batch))
		for t := range steps {
			e[t*classes+c] = g
		}
	}
	return loss / float64(batch)
}
