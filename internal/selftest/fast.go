// Package selftest runs the float32 code that trains networks on golden
// files, and its built-in reference checks.
package selftest

import (
	"fmt"

	"github.com/snnsim/snnsim/internal/golden"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/oracle"
	"github.com/snnsim/snnsim/lif"
	"github.com/snnsim/snnsim/tsslbp"
)

// Tolerance is the largest error of the float32 code, relative to the largest
// magnitude of a quantity.
const Tolerance = golden.Float32Tolerance

// Fast is the float32 code on one back end, as an implementation to check.
type Fast struct{ K *kernel.Set }

var _ golden.Implementation = Fast{}

// Name implements golden.Implementation.
func (f Fast) Name() string { return "float32 " + f.K.Name }

// Tolerance implements golden.Implementation.
func (f Fast) Tolerance() float64 { return Tolerance }

// LIF implements golden.Implementation with the scan kernels themselves.
func (f Fast) LIF(n oracle.Neuron, r oracle.Rule, current, gradPSC [][]float64) (golden.LIFResult, error) {
	rule, err := ruleOf(n, r)
	if err != nil {
		return golden.LIFResult{}, err
	}
	if len(current) == 0 {
		return golden.LIFResult{}, nil
	}
	p := lif.Params{TauM: n.TauM, TauS: n.TauS, Threshold: n.Threshold}
	steps := len(current[0])
	rec := lif.NewRecord(len(current), steps)
	a := p.Kernel()
	a.T, a.N, a.NoFilter = steps, rec.N, true
	a.X, a.XStride = padded(current, rec.Pitch), rec.Pitch
	a.U, a.UStride, a.Bits, a.BitStride = rec.U, rec.Pitch, rec.Bits, rec.Pitch/64
	f.K.FilterLIF(&a)

	var out golden.LIFResult
	psc := make([]float32, steps)
	for i := range current {
		u, du, s := make([]float64, steps), make([]float64, steps), make([]float64, steps)
		rest := float32(0)
		train := make([]float32, steps)
		for t := range steps {
			u[t], du[t] = float64(rec.Potential(t, i)), float64(rec.Potential(t, i)-rest)
			rest = rec.Potential(t, i)
			if rec.Fired(t, i) {
				s[t], train[t], rest = 1, 1, 0
			}
		}
		p.PSC(psc, train)
		out.U, out.DU, out.Spikes, out.PSC = append(out.U, u), append(out.DU, du), append(out.Spikes, s), append(out.PSC, widen(psc))
	}
	if gradPSC != nil {
		out.GradCurrent = f.reverse(p, rule, rec, gradPSC)
	}
	return out, nil
}

func (f Fast) reverse(p lif.Params, rule tsslbp.Rule, rec *lif.Record, gradPSC [][]float64) [][]float64 {
	filtered := make([][]float64, rec.N)
	for i, e := range gradPSC {
		filtered[i] = make([]float64, rec.T)
		var v float32
		for t := rec.T - 1; t >= 0; t-- {
			v = float32(float32(e[t])*float32(1/p.TauS)) + float32(float32(p.DecayS())*v)
			filtered[i][t] = float64(v)
		}
	}
	a := tsslbp.ReverseArgs(p, rule, rec.T)
	d := make([]float32, rec.T*rec.N)
	a.N = rec.N
	a.P, a.PStride, a.PScale = padded(filtered, rec.Pitch), rec.Pitch, 1
	a.U, a.UStride, a.Bits, a.BitStride = rec.U, rec.Pitch, rec.Bits, rec.Pitch/64
	a.D, a.DStride = d, rec.N
	a.Warmth = make([]uint64, (rec.T+1)*rec.Pitch/64)
	f.K.ReverseScan(&a)
	out := make([][]float64, rec.N)
	for i := range out {
		out[i] = make([]float64, rec.T)
		for t := range out[i] {
			out[i][t] = float64(d[t*rec.N+i])
		}
	}
	return out
}

// PSP implements golden.Implementation.
func (f Fast) PSP(tauS float64, x [][]float64) ([][]float64, error) {
	p := lif.Params{TauS: tauS}
	out := make([][]float64, len(x))
	for i, train := range x {
		a := narrow(train)
		p.PSC(a, a)
		out[i] = widen(a)
	}
	return out, nil
}

// KernelTarget implements golden.Implementation.
func (f Fast) KernelTarget(steps int, tauS float64) (golden.KernelTarget, error) {
	d := tsslbp.KernelTarget(steps)
	return golden.KernelTarget{
		Pattern: widen(d),
		Once:    widen(tsslbp.FilterTarget(d, tauS, false)),
		Twice:   widen(tsslbp.FilterTarget(d, tauS, true)),
	}, nil
}

// ruleOf refuses constants that the fast code has built in differently.
func ruleOf(n oracle.Neuron, r oracle.Rule) (tsslbp.Rule, error) {
	d := oracle.DefaultRule()
	if r.SurrogateWidth != d.SurrogateWidth || r.MaxExponent != d.MaxExponent {
		return tsslbp.Rule{}, fmt.Errorf("surrogate width %v, exponents up to %v: %w", r.SurrogateWidth, r.MaxExponent, golden.ErrUnsupported)
	}
	if w := 1 / (4 * n.TauS); r.WarmUpPSC != 0 && (r.WarmUpPSC < w*(1-1e-6) || r.WarmUpPSC > w*(1+1e-6)) {
		return tsslbp.Rule{}, fmt.Errorf("warm-up below a PSC of %v: %w", r.WarmUpPSC, golden.ErrUnsupported)
	}
	w, err := tsslbp.ParseWarmUp(string(r.WarmUp))
	return tsslbp.Rule{WarmUp: w, Density: r.WarmUpDensity, LeakPath: r.LeakPath, NoIntraNeuron: !r.IntraNeuron,
		SlopeClamp: r.MaxInverseStep}, err
}

// padded turns [neuron][T] into float32 [T][pitch].
func padded(x [][]float64, pitch int) []float32 {
	if len(x) == 0 {
		return nil
	}
	out := make([]float32, len(x[0])*pitch)
	for i, train := range x {
		for t, v := range train {
			out[t*pitch+i] = float32(v)
		}
	}
	return out
}

func widen(x []float32) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

func narrow(x []float64) []float32 {
	out := make([]float32, len(x))
	for i, v := range x {
		out[i] = float32(v)
	}
	return out
}
