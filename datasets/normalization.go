package datasets

import (
	"fmt"
	"math"
)

// Normalization says what the pixels of pictures become: a value v from 0 to 255 of
// channel c becomes (v/255 − Mean[c]) / SD[c], in float32.
type Normalization struct {
	Mean, SD []float32 // [channels], of pixels scaled to 0 … 1
}

// MNISTNormalization is that of the released code for MNIST, 0.1307 and 0.3081, which it
// uses for Fashion-MNIST too.
func MNISTNormalization() Normalization {
	return Normalization{Mean: []float32{0.1307}, SD: []float32{0.3081}}
}

// CIFAR10Normalization is that of the released code for CIFAR-10: red, green, blue.
func CIFAR10Normalization() Normalization {
	return Normalization{Mean: []float32{0.4914, 0.4822, 0.4465}, SD: []float32{0.2023, 0.1994, 0.2010}}
}

// Apply writes the values of a picture's pixels, channels next to each other, to dst, which must be
// as long. Both must hold a whole number of pixels.
func (n *Normalization) Apply(dst []float32, pixels []byte) error {
	channels := len(n.Mean)
	if err := n.check(channels); err != nil {
		return err
	}
	if len(dst) != len(pixels) || channels == 0 || len(pixels)%channels != 0 {
		return fmt.Errorf("datasets: normalisation of %d pixel values into %d numbers, %d channels: expected as many, a multiple of the channels", len(pixels), len(dst), channels)
	}
	for i, v := range pixels {
		c := i % channels
		dst[i] = (float32(v)/255 - n.Mean[c]) / n.SD[c]
	}
	return nil
}

func (n *Normalization) check(channels int) error {
	if len(n.Mean) != channels || len(n.SD) != channels {
		return fmt.Errorf("datasets: normalisation: %d means and %d deviations: expected %d, the channels", len(n.Mean), len(n.SD), channels)
	}
	for c := range channels {
		if m, sd := float64(n.Mean[c]), float64(n.SD[c]); math.IsNaN(m) || math.IsInf(m, 0) || !(sd > 0) || math.IsInf(sd, 0) {
			return fmt.Errorf("datasets: normalisation of channel %d: mean %v, deviation %v: expected finite ones, the deviation above 0", c, m, sd)
		}
	}
	return nil
}
