package nmnistsim

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

// plain is the model written down for reading, in float64: every pixel every
// 0.1 ms, the filter by Euler steps, logarithms from math, without the sparse
// visits, the tables and the uneven time grid of the simulator, and without
// noise.
func plain(s *Simulator, image []byte) []datasets.Event {
	const dt = 0.1 // ms
	p, grid := s.params, plainBlur(s.params, image)
	look := func(ms float64, i int) float64 {
		x, y := position(ms)
		return math.Log(p.Epsilon + 1 - bilinear(grid, float64(i%width)-x, float64(i/width)-y))
	}
	var level, reference, free [width * width]float64
	for i := range level {
		level[i] = look(0, i)
		reference[i], free[i] = level[i], never
	}
	var out []datasets.Event
	for k := 1; float64(k)*dt <= p.Duration; k++ {
		t := float64(k) * dt
		for i, th := range s.sensor {
			level[i] += dt / (p.PhotoreceptorTau + dt) * (look(t, i) - level[i])
			for {
				e := datasets.Event{X: uint16(i % width), Y: uint16(i / width), T: int32(t * 1000)}
				switch d := level[i] - reference[i]; {
				case d >= float64(th.on):
					reference[i] += float64(th.on)
					e.P = 1
				case -d >= float64(th.off):
					reference[i] -= float64(th.off)
				default:
					e.T = -1
				}
				if e.T < 0 {
					break
				}
				if t >= free[i] {
					free[i] = t + p.Refractory
					out = append(out, e)
				}
			}
		}
	}
	return out
}

// plainBlur is the picture, blurred and scaled around its centre, on a grid
// with the pitch of the sensor.
func plainBlur(p Params, image []byte) *[cells][cells]float64 {
	grid := new([cells][cells]float64)
	at := func(c int) float64 { return (float64(c-margin)-13.5)/p.Scale + 13.5 }
	r := 3 * p.BlurSigma
	for cy := range cells {
		for cx := range cells {
			var sum, total float64
			for j := math.Ceil(at(cy) - r); j <= at(cy)+r; j++ {
				for i := math.Ceil(at(cx) - r); i <= at(cx)+r; i++ {
					d := math.Hypot(i-at(cx), j-at(cy)) / p.BlurSigma
					w := math.Exp(-d * d / 2)
					total += w
					if i >= 0 && i < side && j >= 0 && j < side {
						sum += w * float64(image[int(j)*side+int(i)]) / 255
					}
				}
			}
			grid[cy][cx] = sum / total
		}
	}
	return grid
}

func bilinear(grid *[cells][cells]float64, x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ax, ay := x-fx, y-fy
	i, j := int(fx)+margin, int(fy)+margin
	return (1-ay)*((1-ax)*grid[j][i]+ax*grid[j][i+1]) + ay*((1-ax)*grid[j+1][i]+ax*grid[j+1][i+1])
}

// TestFastAgainstPlain compares the simulator with the plain model: counts
// within 3 %, and nearly the same map of events.
func TestFastAgainstPlain(t *testing.T) {
	const samples = 10
	p := DefaultParams()
	p.NoiseRate, p.StartJitter = 0, 0
	sim, err := NewSimulator(p, 4)
	require.NoError(t, err)
	set, err := embeddedImages(datasets.Train)
	require.NoError(t, err)
	var fast, slow int
	timeFast, timeSlow := make([]float64, 70), make([]float64, 70)
	for i := range samples {
		ev := sim.Record(nil, set.picture(i), uint64(i))
		want := plain(sim, set.picture(i))
		fast, slow = fast+len(ev), slow+len(want)
		c := correlation(pixelMap(ev, timeFast), pixelMap(want, timeSlow))
		t.Logf("digit %d: %d events, plain %d, pixel map %.4f", i, len(ev), len(want), c)
		assert.Greater(t, c, 0.99)
	}
	assert.InEpsilon(t, slow, fast, 0.03)
	assert.Greater(t, correlation(timeFast, timeSlow), 0.98)
}
