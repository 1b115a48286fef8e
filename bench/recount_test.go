package bench

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// seen is what one sample made a network do: numbers for every layer,
// [stage][T][H][W][C], and the engine's decision.
type seen struct {
	spikes, potentials [][]float64
	decision           tsslbp.Decision
}

// watch runs the samples and notes everything, bit by bit, and what the
// connections counted themselves.
func watch(t require.TestingT, net *snn.Network, all spikes.Batch, o SparsityOptions) ([]seen, []snn.Forms) {
	res := make([]seen, len(all))
	var mu sync.Mutex
	loss, err := tsslbp.LossOf(&net.Config.Network)
	require.NoError(t, err)
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: loss, Batch: len(all), Threads: 1, Mode: o.Mode, Potentials: true, Observe: func(_ int, s *spikes.Sample, a *snn.Activity, b int) {
		mu.Lock()
		defer mu.Unlock()
		for i, st := range net.Stages {
			tr := spikes.Train{Shape: st.Out, T: net.Steps, Bits: a.Spikes(i, b)}
			var fired, u []float64
			for step := range net.Steps {
				for y := range st.Out.H {
					for j := range st.Out.Row() {
						v := 0.0
						if tr.Get(step, y, j/st.Out.C, j%st.Out.C) {
							v = 1
						}
						fired = append(fired, v)
						u = append(u, float64(a.Potentials(i, b)[(step*st.Out.H+y)*st.Out.Pitch()+j]))
					}
				}
			}
			r := &res[s.Index]
			r.spikes, r.potentials = append(r.spikes, fired), append(r.potentials, u)
		}
	}})
	defer e.Close()
	net.Prepare(false)
	d := make([]tsslbp.Decision, len(all))
	_, err = e.Infer(all, d)
	require.NoError(t, err)
	for i := range d {
		res[i].decision = d[i]
	}
	return res, e.InferForms()
}

// values returns a sample as numbers, [T][H][W][C].
func values(s *spikes.Sample, in spikes.Shape, steps int) []float64 {
	var v []float64
	for t := range steps {
		for i := range in.Neurons() {
			switch s.Kind {
			case spikes.Events:
				b := 0.0
				if s.Train.Get(t, i/in.Row(), i%in.Row()/in.C, i%in.C) {
					b = 1
				}
				v = append(v, b)
			case spikes.Image:
				v = append(v, float64(s.Values[i]))
			default:
				v = append(v, float64(s.Values[t*in.Neurons()+i]))
			}
		}
	}
	return v
}

// naive holds operations of one layer, counted synapse by synapse.
type naive struct{ dense, effective, pooled int64 }

// recount walks through the layers of the configuration with the spikes of one
// sample and counts the operations of each connection in the plainest way.
func recount(net *snn.Network, s *spikes.Sample, w seen) []naive {
	var res []naive
	x, shape := values(s, net.Input, net.Steps), net.Input // what reaches the next layer
	pooled := false
	for i := range net.Config.Layers {
		l := &net.Config.Layers[i]
		switch l.Type {
		case snn.TypePooling:
			stride := l.Stride
			if stride == [2]int{} {
				stride = l.Kernel
			}
			x, shape = poolPlainly(x, shape, l, stride, net.Steps)
			pooled = true
			continue
		case snn.TypeDropout:
			continue
		}
		st := net.Stages[len(res)]
		n := naive{}
		each := func(t, cell int, weight float32) {
			n.dense++
			if v := x[t*shape.Neurons()+cell]; v != 0 && weight != 0 {
				n.pooled++
				if s.Kind == spikes.Events || len(res) > 0 {
					n.effective += int64(v) // each spike of the sum by itself
				} else {
					n.effective++
				}
			}
		}
		synapses(net, st, l, shape, each)
		if !pooled || s.Kind != spikes.Events && len(res) == 0 {
			n.pooled = 0
		}
		x, shape, pooled = w.spikes[len(res)], st.Out, false
		res = append(res, n)
	}
	return res
}

// synapses visits every synapse of a stage at every step: all outputs, all
// taps of the kernel that lie on the map.
func synapses(net *snn.Network, st *snn.Stage, l *snn.Layer, in spikes.Shape, visit func(t, cell int, w float32)) {
	w := st.Conn.Weight().Data
	for t := range net.Steps {
		for o := range st.Out.Neurons() {
			if l.Type == snn.TypeLinear {
				for cell := range in.Neurons() {
					visit(t, cell, w[cell*st.Out.Neurons()+o])
				}
				continue
			}
			oy, ox, oc := o/st.Out.Row(), o%st.Out.Row()/st.Out.C, o%st.Out.C
			group := oc / (l.OutChannels / l.Groups)
			cig := l.InChannels / l.Groups
			for ky := range l.Kernel[0] {
				for kx := range l.Kernel[1] {
					y, x := oy*l.Stride[0]+ky*l.Dilation[0]-l.Padding[0], ox*l.Stride[1]+kx*l.Dilation[1]-l.Padding[1]
					if y < 0 || y >= in.H || x < 0 || x >= in.W {
						continue
					}
					for c := range cig {
						visit(t, (y*in.W+x)*in.C+group*cig+c, w[((ky*l.Kernel[1]+kx)*cig+c)*st.Out.C+oc])
					}
				}
			}
		}
	}
}

func poolPlainly(x []float64, in spikes.Shape, l *snn.Layer, stride [2]int, steps int) ([]float64, spikes.Shape) {
	out := spikes.Shape{
		H: (in.H+2*l.Padding[0]-l.Kernel[0])/stride[0] + 1,
		W: (in.W+2*l.Padding[1]-l.Kernel[1])/stride[1] + 1,
		C: in.C,
	}
	y := make([]float64, steps*out.Neurons())
	for i := range y {
		t, o := i/out.Neurons(), i%out.Neurons()
		for ky := range l.Kernel[0] {
			for kx := range l.Kernel[1] {
				r, c := o/out.Row()*stride[0]+ky-l.Padding[0], o%out.Row()/out.C*stride[1]+kx-l.Padding[1]
				if r >= 0 && r < in.H && c >= 0 && c < in.W {
					y[i] += x[t*in.Neurons()+(r*in.W+c)*in.C+o%in.C]
				}
			}
		}
	}
	return y, out
}

// TestSparsityIsWhatAPlainRecountGives compares every count of the report with
// loops over single neurons and synapses, on random networks.
func TestSparsityIsWhatAPlainRecountGives(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		net := drawNetwork(rt)
		all := drawSamples(rt, net)
		o := SparsityOptions{
			Threads: rapid.IntRange(1, 3).Draw(rt, "threads"), Batch: rapid.IntRange(1, 4).Draw(rt, "batch"),
			Mode: snn.Mode(rapid.IntRange(0, 2).Draw(rt, "mode")), PerClass: true, Example: len(all) - 1,
		}
		want, forms := watch(rt, net, all, o)
		r, err := Sparsity(context.Background(), net, samples{all, o.Batch}, o)
		require.NoError(rt, err)
		require.Equal(rt, len(all), r.Samples)
		for i := range forms {
			require.Equal(rt, forms[i].Hits, r.Layers[i].InputEvents)
			require.Equal(rt, forms[i].Events[snn.Current], r.Layers[i].EventSteps)
			require.Equal(rt, forms[i].Dense[snn.Current], r.Layers[i].DenseSteps)
		}
		checkFiring(rt, net, r, all, want)
		checkOperations(rt, net, r, all, want)
		checkDecisions(rt, net, r, all, want)
		for _, f := range append(classFirings(r), r.All) {
			checkConsistent(rt, f)
		}
		require.Equal(rt, all[len(all)-1].Label, r.Example.Label)
		require.Equal(rt, want[len(all)-1].decision.Class, r.Example.Decision)
	})
}

func classFirings(r *SparsityReport) []*Firing {
	var fs []*Firing
	for i := range r.Classes {
		fs = append(fs, r.Classes[i].Layers...)
	}
	return fs
}

// checkConsistent checks what must hold between the counts of a population.
func checkConsistent(t require.TestingT, f *Firing) {
	var bins int64
	for _, b := range f.F {
		bins += b.Count
	}
	var spikesOf int64
	for k, n := range f.Counts {
		spikesOf += int64(k) * n
	}
	assert.Equal(t, int64(f.Neurons)*int64(f.Samples), bins, f.Name)
	assert.Equal(t, f.Spikes, spikesOf, f.Name)
	assert.Equal(t, f.Spikes, sumOf(f.PerStep), f.Name)
	assert.Equal(t, bins-f.Counts[0], sumOf(f.First), f.Name)
	assert.InDelta(t, 1, f.Rate+f.Sparsity, 1e-12)
	assert.Equal(t, f.MeanFirst == nil, f.Spikes == 0, f.Name)
}

func checkFiring(t require.TestingT, net *snn.Network, r *SparsityReport, all spikes.Batch, want []seen) {
	for i, st := range net.Stages {
		f := &r.Layers[i].Firing
		n := st.Out.Neurons()
		counts, perStep, first := make([]int64, net.Steps+1), make([]int64, net.Steps), make([]int64, net.Steps)
		silent := 0
		var updates int64
		for j := range n {
			ever := false
			for b := range all {
				k, firstStep := 0, -1
				before := 0.0
				for step := range net.Steps {
					s, u := want[b].spikes[i][step*n+j], want[b].potentials[i][step*n+j]
					if s == 1 {
						k++
						perStep[step]++
						ever = true
						if firstStep < 0 {
							firstStep = step
						}
						u = 0
					}
					if step == 0 || u != before {
						updates++
					}
					before = u
				}
				counts[k]++
				if firstStep >= 0 {
					first[firstStep]++
				}
			}
			if !ever {
				silent++
			}
		}
		require.Equal(t, counts, f.Counts, st.Name)
		require.Equal(t, perStep, f.PerStep, st.Name)
		require.Equal(t, first, f.First, st.Name)
		require.Equal(t, silent, f.Silent, st.Name)
		require.InDelta(t, float64(updates)/float64(len(all)), r.Layers[i].MembraneUpdates, 1e-9, st.Name)
		checkConsistent(t, f)
		var perClass int64
		for c := range r.Classes {
			perClass += r.Classes[c].Layers[i].Spikes
		}
		require.Equal(t, f.Spikes, perClass, st.Name)
	}
}

func checkOperations(t require.TestingT, net *snn.Network, r *SparsityReport, all spikes.Batch, want []seen) {
	sum := make([]naive, len(net.Stages))
	for b := range all {
		for i, n := range recount(net, &all[b], want[b]) {
			sum[i].dense += n.dense
			sum[i].effective += n.effective
			sum[i].pooled += n.pooled
		}
	}
	n := float64(len(all))
	for i, st := range net.Stages {
		o := r.Layers[i].Operations
		require.InDelta(t, float64(sum[i].dense)/n, o.Dense, 1e-9, st.Name)
		require.InDelta(t, float64(sum[i].effective)/n, o.Delivered(), 1e-9, st.Name)
		// NeuroBench's: sums behind pooling are not binary.
		require.InDelta(t, float64(sum[i].pooled)/n, o.EffectiveMACs-o.AnalogMACs, 1e-9, st.Name)
		analog := i == 0 && all[0].Kind != spikes.Events
		pooled := sum[i].pooled > 0
		switch {
		case analog:
			require.Zero(t, o.SpikeACs)
			require.Equal(t, o.AnalogMACs, o.EffectiveMACs)
		case pooled:
			require.Zero(t, o.EffectiveACs)
			require.Zero(t, o.AnalogMACs)
		default:
			require.Zero(t, o.AnalogMACs)
			require.Equal(t, o.SpikeACs, o.EffectiveACs)
		}
		require.LessOrEqual(t, o.EffectiveACs, o.Dense)
		require.LessOrEqual(t, o.EffectiveMACs, o.Dense)
	}
	require.InDelta(t, r.Operations.Delivered(), r.Latency[net.Steps-1].Operations, 1e-6)
}

func checkDecisions(t require.TestingT, net *snn.Network, r *SparsityReport, all spikes.Batch, want []seen) {
	correct := 0
	for b := range all {
		if want[b].decision.Class == all[b].Label {
			correct++
		}
	}
	require.Equal(t, correct, r.Correct)
	// The decision after step t is that of the same spikes with silence behind.
	last := len(net.Stages) - 1
	n := net.Output().Neurons()
	tau := net.Stages[last].Neuron.TauS
	for step := range net.Steps {
		right, silent := 0, 0
		for b := range all {
			sums := make([]float64, n)
			for c := range n {
				a := float32(0)
				for k := range step + 1 {
					a += float32((float32(want[b].spikes[last][k*n+c]) - a) * float32(1/tau))
					sums[c] += float64(a)
				}
			}
			best := 0
			for c := range sums {
				if sums[c] > sums[best] {
					best = c
				}
			}
			if best == all[b].Label {
				right++
			}
			if sums[best] == 0 {
				silent++
			}
		}
		require.Equal(t, right, r.Latency[step].Correct, "step %d", step)
		require.Equal(t, silent, r.Latency[step].Silent, "step %d", step)
	}
}
