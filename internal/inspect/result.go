package inspect

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// Result is the network's answer to one sample of a data set.
type Result struct {
	Index, Label int
	Decision     tsslbp.Decision
}

// Right reports whether the decision is the label.
func (r *Result) Right() bool { return r.Decision.Class == r.Label }

// Confusion counts results by [label][decision].
func Confusion(results []Result, classes int) [][]int {
	m := make([][]int, classes)
	for i := range m {
		m[i] = make([]int, classes)
	}
	for i := range results {
		m[results[i].Label][results[i].Decision.Class]++
	}
	return m
}

// Accuracy returns the share of right results, 0 of none.
func Accuracy(results []Result) float64 {
	right := 0
	for i := range results {
		if results[i].Right() {
			right++
		}
	}
	return float64(right) / float64(max(1, len(results)))
}

// Worst returns the traces of at most n mistakes, those first that missed by
// the largest margin. progress, which may be nil, is called with the mistakes that
// were looked at, and all.
func (in *Inspector) Worst(ctx context.Context, set Set, results []Result, n int, o Options, progress func(done, total int)) ([]*Trace, error) {
	if n <= 0 {
		return nil, nil
	}
	wrong := 0
	for i := range results {
		if !results[i].Right() {
			wrong++
		}
	}
	type miss struct {
		index  int
		margin float64
	}
	var all []miss
	var s spikes.Sample
	for i := range results {
		if results[i].Right() {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t, err := in.at(set, results[i].Index, &s, Options{})
		if err != nil {
			return nil, err
		}
		all = append(all, miss{results[i].Index, t.Margin()})
		if progress != nil {
			progress(len(all), wrong)
		}
	}
	slices.SortStableFunc(all, func(a, b miss) int { return cmp.Compare(a.margin, b.margin) })
	var worst []*Trace
	for _, m := range all[:min(n, len(all))] {
		t, err := in.at(set, m.index, &s, o)
		if err != nil {
			return nil, err
		}
		worst = append(worst, t)
	}
	return worst, nil
}

// At returns the trace of sample i of a data set.
func (in *Inspector) At(set Set, i int, o Options) (*Trace, error) {
	var s spikes.Sample
	return in.at(set, i, &s, o)
}

func (in *Inspector) at(set Set, i int, s *spikes.Sample, o Options) (*Trace, error) {
	if i < 0 || i >= set.Len() {
		return nil, fmt.Errorf("inspect: sample %d: the data set has %d", i, set.Len())
	}
	if err := set.Fill(i, s, nil); err != nil {
		return nil, fmt.Errorf("inspect: %w", err)
	}
	s.Index = i
	return in.Trace(s, o)
}
