package nmnistsim

import (
	"math"
	"math/rand/v2"
)

// purpose separates the random streams of one seed.
type purpose uint64

const (
	thresholdStream purpose = iota + 1
	jitterStream
	noiseStream
	variantStream
)

// stream is a source of numbers that are the same on every machine.
type stream struct {
	rng   *rand.Rand
	spare float64 // second normal deviate of a pair
	has   bool
}

// newStream returns the stream of a purpose and a sample. Streams do not
// depend on each other, so neither does the order in which samples are made.
func newStream(seed uint64, p purpose, sample uint64) *stream {
	return &stream{rng: rand.New(rand.NewPCG(mix(seed^mix(uint64(p))), mix(sample)))}
}

// mix spreads neighbouring numbers over all 64 bits: the finaliser of
// SplitMix64 (Steele, Lea and Flood 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform returns a number in [0, 1).
func (s *stream) uniform() float64 { return s.rng.Float64() }

// between returns a number in [-a, a).
func (s *stream) between(a float64) float64 { return float64(a * float64(2*s.uniform()-1)) }

// normal returns a standard normal deviate by the polar method (Marsaglia and
// Bray 1964).
func (s *stream) normal() float64 {
	if s.has {
		s.has = false
		return s.spare
	}
	for {
		u, v := s.between(1), s.between(1)
		r := float64(u*u) + float64(v*v)
		if r >= 1 || r == 0 {
			continue
		}
		f := math.Sqrt(float64(-2*log(r)) / r)
		s.spare, s.has = float64(v*f), true
		return float64(u * f)
	}
}

// exponential returns an exponential deviate of mean 1.
func (s *stream) exponential() float64 { return -log(1 - s.uniform()) }
