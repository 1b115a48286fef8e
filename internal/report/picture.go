package report

import (
	"image"
	"image/color"
	"math"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/spikes"
)

// SamplePicture draws what a sample looks like: an image from its darkest to
// its brightest value, of a recording all events together.
func SamplePicture(s *spikes.Sample, shape spikes.Shape) *image.RGBA {
	if s.Kind == spikes.Events {
		return EventPicture(&s.Train, 0, s.Train.T)
	}
	n := shape.Neurons()
	values := s.Values
	if s.Kind == spikes.Analog { // the mean over time
		sum := make([]float32, n)
		for i, v := range values {
			sum[i%n] += v
		}
		values = sum
	}
	lo, hi := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, v := range values {
		lo, hi = min(lo, v), max(hi, v)
	}
	if hi == lo {
		hi = lo + 1
	}
	img := image.NewRGBA(image.Rect(0, 0, shape.W, shape.H))
	for y := range shape.H {
		for x := range shape.W {
			at := values[(y*shape.W+x)*shape.C:]
			grey := func(c int) uint8 { return uint8(255*(at[c]-lo)/(hi-lo) + 0.5) }
			c := color.RGBA{R: grey(0), G: grey(0), B: grey(0), A: 255}
			if shape.C == 3 {
				c.G, c.B = grey(1), grey(2)
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// EventPicture draws the spikes of the steps from … to-1 of a recording, the
// more of them the stronger: those of channel 0 (off) and 1 (on) in a colour
// each, of other numbers of channels in grey.
func EventPicture(tr *spikes.Train, from, to int) *image.RGBA {
	s := tr.Shape
	count := make([]int, s.Neurons())
	most := 1
	for t := from; t < to; t++ {
		for i := range count {
			if tr.Get(t, i/s.Row(), i%s.Row()/s.C, i%s.C) {
				count[i]++
				most = max(most, count[i])
			}
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, s.W, s.H))
	for y := range s.H {
		for x := range s.W {
			img.SetRGBA(x, y, eventColor(count[(y*s.W+x)*s.C:][:s.C], most))
		}
	}
	return img
}

// eventColor mixes the colours of a pixel's channels.
func eventColor(count []int, most int) color.RGBA {
	white := color.RGBA{R: 255, G: 255, B: 255, A: 255}
	strength := func(n int) float64 {
		if n == 0 {
			return 0
		}
		return 0.25 + 0.75*float64(n)/float64(most)
	}
	if len(count) != 2 {
		sum := 0
		for _, n := range count {
			sum += n
		}
		return toward(white, color.RGBA{A: 255}, min(1, strength(sum)))
	}
	return toward(toward(white, figure.Off(), strength(count[0])), figure.On(), strength(count[1]))
}

// toward goes the given share of the way from one colour to another.
func toward(from, to color.RGBA, share float64) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + share*(float64(b)-float64(a)) + 0.5) }
	return color.RGBA{R: mix(from.R, to.R), G: mix(from.G, to.G), B: mix(from.B, to.B), A: 255}
}
