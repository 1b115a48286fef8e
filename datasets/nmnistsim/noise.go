package nmnistsim

import "math"

// noise is a Poisson process of ON events over the whole sensor.
type noise struct {
	rng  *stream
	mean float64 // ms between events
	next float64 // ms on the recording's clock
}

func newNoise(p *Params, rng *stream) *noise {
	n := &noise{rng: rng, next: math.Inf(1)}
	if p.NoiseRate > 0 {
		n.mean = 1000 / (p.NoiseRate * width * width)
		n.next = float64(n.mean * rng.exponential())
	}
	return n
}

// until appends the noise events before end.
func (n *noise) until(keys []key, end float64) []key {
	for n.next < end {
		i := n.rng.rng.IntN(width * width)
		keys = append(keys, newKey(int64(n.next*1000), i%width, i/width, true))
		n.next += float64(n.mean * n.rng.exponential())
	}
	return keys
}
