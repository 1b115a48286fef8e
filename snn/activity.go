package snn

import (
	"fmt"
	"slices"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/spikes"
)

// Activity is the record of a forward pass of up to Cap samples, and the
// working memory for it. It belongs to one goroutine, with which others of the
// same network may run at once; its memory is reused by the next pass.
type Activity struct {
	*Record // of the last pass
	net     *Network
	Cap     int // most samples at a time
	keepU   bool
	left    int // samples whose currents and potentials the last pass left, of inference
	stages  []stageActivity
	tiles   tileMemory // of all stages
}

// stageActivity is the part of one stage: its record and the working memory.
type stageActivity struct {
	*stageRecord
	a      *Activity
	stage  *Stage
	masked []uint64 // one step of the source after dropout
	index  []int32  // decoded neurons of one step where cells overlap

	i, v    []float32 // [Cap][H][Pitch], carried from step to step, and to a pass that continues
	lif     kernel.LIFArgs
	scratch *Scratch
}

// NewActivity returns working memory for up to samples samples. record says
// whether all membrane potentials are kept, as the backward pass needs them; mode
// chooses the form in which currents and gradients are computed.
func (n *Network) NewActivity(samples int, record bool, mode Mode) *Activity {
	a := &Activity{net: n, Cap: samples, keepU: record, stages: make([]stageActivity, len(n.Stages))}
	for i, s := range n.Stages {
		plane := s.Out.H * s.Out.Pitch()
		st := &a.stages[i]
		*st = stageActivity{
			a: a, stage: s,
			masked: make([]uint64, s.Source.Words()),
			i:      make([]float32, samples*plane), v: make([]float32, samples*plane),
		}
		st.scratch = s.Conn.NewScratch(samples, n.Steps)
		st.scratch.k, st.scratch.mode, st.scratch.even = n.k, mode, n.BreakEvens
		if own := st.scratch.tiles; own != nil {
			a.tiles.run.raise(own.run)
			if record {
				a.tiles.grad.raise(own.grad)
			}
			st.scratch.tiles = &a.tiles
		}
		st.lif = s.Neuron.Kernel()
	}
	a.Use(a.NewRecord())
	return a
}

func cellWords(s *Stage) int { return (s.bridge.dst.Neurons() + 63) / 64 }

// Network returns the network that the record belongs to.
func (a *Activity) Network() *Network { return a.net }

// Potentials returns the membrane potentials before reset of stage i and
// sample b, [T][H][Pitch]: a row has W·C of them and is padded to its Pitch (spikes.Shape).
// It is nil if the last pass did not keep them; those
// of the output are always kept. It panics if the last pass had no sample b, as do Train, Spikes,
// SpikeCount and PSC.
func (a *Activity) Potentials(i, b int) []float32 {
	a.has(b)
	if !a.keeps(i) {
		return nil
	}
	n := len(a.stages[i].u) / a.Cap
	return a.stages[i].u[b*n : (b+1)*n]
}

// keeps reports whether a pass leaves the potentials of stage i.
func (a *Activity) keeps(i int) bool { return a.recorded || i == len(a.stages)-1 }

// has panics unless the last pass had a sample b: the others hold an earlier one's.
func (a *Activity) has(b int) {
	if b < 0 || b >= a.N {
		panic(fmt.Sprintf("snn: sample %d of a record of %d", b, a.N))
	}
}

// Train returns the spikes of stage i and sample b as a train that shares the
// record's memory.
func (a *Activity) Train(i, b int) spikes.Train {
	return spikes.Train{Shape: a.stages[i].stage.Out, T: a.net.Steps, Bits: a.Spikes(i, b)}
}

// PSC writes the postsynaptic currents of stage i and sample b, its spikes filtered
// by the synapse, to dst, [T][H][W][C], and returns it, made if it is too short.
func (a *Activity) PSC(dst []float32, i, b int) []float32 {
	s, tr := a.stages[i].stage, a.Train(i, b)
	n := s.Out.Neurons()
	dst = slices.Grow(dst[:0], a.net.Steps*n)[:a.net.Steps*n]
	clear(dst)
	for t := range a.net.Steps {
		at := dst[t*n : (t+1)*n]
		for y := range s.Out.H {
			row := at[y*s.Out.Row() : (y+1)*s.Out.Row()]
			for j := range row {
				if tr.Get(t, y, j/s.Out.C, j%s.Out.C) {
					row[j] = 1
				}
			}
		}
	}
	trace := make([]float32, a.net.Steps)
	for j := range n {
		for t := range trace {
			trace[t] = dst[t*n+j]
		}
		s.Neuron.PSC(trace, trace)
		for t, v := range trace {
			dst[t*n+j] = v
		}
	}
	return dst
}

// Spikes returns the packed spikes of stage i and sample b, [T][H][RowWords], the
// bits of a spikes.Train.
func (a *Activity) Spikes(i, b int) []uint64 {
	a.has(b)
	n := len(a.stages[i].bits) / a.Cap
	return a.stages[i].bits[b*n : (b+1)*n]
}

// SpikeCount returns the number of spikes of stage i and sample b.
func (a *Activity) SpikeCount(i, b int) int {
	a.has(b)
	return a.stages[i].count[b]
}

// Input returns what the connection of stage i saw of sample b. The next pass
// overwrites it, and Values may be the sample's own. It panics if that had no sample b.
func (a *Activity) Input(i, b int) *Input {
	a.has(b)
	return &a.stages[i].in[b]
}

// Inputs returns what the connection of stage i saw of the last pass's samples.
func (a *Activity) Inputs(i int) []Input { return a.stages[i].in[:a.N] }

// Scratch returns the working memory of stage i's connection.
func (a *Activity) Scratch(i int) *Scratch { return a.stages[i].scratch }

// check reports a sample that the network can't take.
func (n *Network) check(s *spikes.Sample) error {
	fault := func(format string, args ...any) error {
		return fmt.Errorf("snn: sample %d: %s", s.Index, fmt.Sprintf(format, args...))
	}
	switch s.Kind {
	case spikes.Events:
		if s.Train.Shape != n.Input || s.Train.T != n.Steps {
			return fault("%v events over %d steps, the network takes %v over %d", s.Train.Shape, s.Train.T, n.Input, n.Steps)
		}
		if want := n.Steps * n.Input.Words(); len(s.Train.Bits) != want {
			return fault("%d words of spikes: expected %d", len(s.Train.Bits), want)
		}
		if row := s.Train.StrayRow(); row >= 0 {
			return fault("a spike behind the %d neurons of row %d in step %d", n.Input.Row(), row%n.Input.H, row/n.Input.H)
		}
		return nil
	case spikes.Image:
		if len(s.Values) != n.Input.Neurons() {
			return fault("%d values, the network takes %v", len(s.Values), n.Input)
		}
	case spikes.Analog:
		if len(s.Values) != n.Steps*n.Input.Neurons() {
			return fault("%d values, the network takes %d steps of %v", len(s.Values), n.Steps, n.Input)
		}
	default:
		return fault("kind %d: expected events, image or analog", int(s.Kind))
	}
	if i := unsound(s.Values); i >= 0 {
		return fault("value %d is %v: expected a finite number", i, s.Values[i])
	}
	return nil
}

// Bytes returns the memory of the record and the working memory together, in bytes.
func (a *Activity) Bytes() int64 {
	var n int64
	for i := range a.stages {
		st := &a.stages[i]
		n += int64(4*(len(st.i)+len(st.v)+cap(st.index))+8*len(st.masked)) + st.scratch.Bytes()
	}
	return n + a.tiles.bytes() + a.Record.Bytes()
}
