package tsslbp

import "github.com/snnsim/snnsim/spikes"

// Add adds the sums of another part of the data. The zero value is the sum of
// none.
func (s *Stats) Add(o *Stats) {
	s.Samples += o.Samples
	s.Correct += o.Correct
	s.Ties += o.Ties
	s.Silent += o.Silent
	s.Skipped += o.Skipped
	s.Loss += o.Loss
	s.InputSpikes += o.InputSpikes
	if len(s.Spikes) < len(o.Spikes) {
		s.Spikes = append(s.Spikes, make([]int64, len(o.Spikes)-len(s.Spikes))...)
	}
	for i, n := range o.Spikes {
		s.Spikes[i] += n
	}
}

func (s *Stats) reset() {
	clear(s.Spikes)
	*s = Stats{Spikes: s.Spikes}
}

// count adds sample b of a lane's group.
func (s *Stats) count(l *lane, b int, d Decision, label int) {
	s.Samples++
	if d.Class == label {
		s.Correct++
	}
	if d.Tie {
		s.Ties++
	}
	if d.Silent {
		s.Silent++
	}
	for i := range s.Spikes {
		s.Spikes[i] += int64(l.act.SpikeCount(i, b))
	}
	if in := l.act.Input(0, b); in.Kind == spikes.Events { // of others the cells are an earlier sample's
		s.InputSpikes += int64(len(in.Cells))
	}
}

// Accuracy returns the share of correct samples, 0 to 1.
func (s *Stats) Accuracy() float64 {
	if s.Samples == 0 {
		return 0
	}
	return float64(s.Correct) / float64(s.Samples)
}
