package nmnistsim

import (
	"errors"
	"fmt"
)

// Params are the constants of the camera and its screen.
type Params struct {
	// Epsilon ε is the light of a fully dark stroke, where the screen's
	// background has 1+ε. It bounds the contrast of the digit.
	Epsilon float64
	// BlurSigma is the standard deviation of the optical blur, in MNIST pixels.
	BlurSigma float64
	// Scale is the size of an MNIST pixel in sensor pixels. The picture grows
	// around its own centre.
	Scale float64
	// PhotoreceptorTau is the time constant of the low-pass filter in front of
	// the comparison, in ms.
	PhotoreceptorTau float64
	// Threshold is the mean change of log L that makes an event.
	Threshold float64
	// ThresholdSD is the standard deviation of the threshold between pixels;
	// ON and OFF thresholds of a pixel are independent.
	ThresholdSD float64
	// ThresholdFloor is the smallest threshold a pixel may have.
	ThresholdFloor float64
	// Refractory is how long after an event a pixel stays silent, in ms.
	// Thresholds crossed meanwhile move the remembered level without an event.
	Refractory float64
	// NoiseRate is the rate of ON events without cause, in Hz per pixel.
	NoiseRate float64
	// StartJitter is the standard deviation of the start of the movement
	// relative to the recording, in ms, per sample.
	StartJitter float64
	// Duration is the mean length of a recording, in ms.
	Duration float64
	// PerSensor draws the thresholds once per seed: all recordings come from
	// one camera, as those of N-MNIST do. Otherwise each sample has a camera of
	// its own.
	PerSensor bool
}

// DefaultParams returns the constants fitted on real recordings.
func DefaultParams() Params {
	return Params{
		Epsilon:          0.5,
		BlurSigma:        0.55,
		Scale:            1.02,
		PhotoreceptorTau: 1,
		Threshold:        0.15,
		ThresholdSD:      0.025,
		ThresholdFloor:   0.01,
		Refractory:       1.5,
		NoiseRate:        0.2,
		StartJitter:      1.5,
		Duration:         309,
		PerSensor:        true,
	}
}

// maxDuration keeps every time stamp, jitter included, within the 23 bits
// that the N-MNIST format has for microseconds.
const maxDuration = 8000 // ms

// Validate reports every constant that makes no camera.
func (p Params) Validate() error {
	var faults []error
	within := func(name string, v, lo, hi float64) {
		if !(v >= lo && v <= hi) { // also refuses NaN
			faults = append(faults, fmt.Errorf("nmnistsim: %s %g, want %g to %g", name, v, lo, hi))
		}
	}
	within("epsilon", p.Epsilon, 1e-3, 10)
	within("blur sigma", p.BlurSigma, 0.2, 3)
	within("scale", p.Scale, 0.5, 1.2)
	within("photoreceptor tau", p.PhotoreceptorTau, 0.01, 100)
	within("threshold", p.Threshold, 0.01, 10)
	within("threshold sd", p.ThresholdSD, 0, 10)
	within("threshold floor", p.ThresholdFloor, 1e-3, 10)
	within("refractory", p.Refractory, 0, 1000)
	within("noise rate", p.NoiseRate, 0, 1e4)
	within("start jitter", p.StartJitter, 0, 50)
	within("duration", p.Duration, 1, maxDuration)
	return errors.Join(faults...)
}
