package rundir

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/snnsim/snnsim/snn"
)

// Spread is a mean and the deviation of a sample (n - 1), 0 of a single number.
type Spread struct {
	Mean      float64 `json:"mean"`
	Deviation float64 `json:"deviation"`
}

// Means are the results of runs that have ended and differ in their seed alone.
type Means struct {
	Runs      []string `json:"runs"`
	Seeds     []uint64 `json:"seeds"`
	Network   string   `json:"network"`
	Dataset   string   `json:"dataset"`
	Data      string   `json:"data,omitempty"` // the folder, where the data set's name leaves open which
	Simulated bool     `json:"simulated"`
	Epochs    int      `json:"epochs"` // that the runs were to have
	ChosenOn  string   `json:"chosen_on"`
	Best      Spread   `json:"best_accuracy"`
	// Test and Average are nil where a run has none.
	Test    *Spread `json:"test_accuracy,omitempty"`
	Average *Spread `json:"average_accuracy,omitempty"`
}

// Left is a run that is in no mean.
type Left struct{ Dir, Why string }

// MeansOf groups the runs that have ended by everything in their configuration but the
// seed and, where the data set is a known one, the place of the data, in the order of the first of each. It returns the rest
// as well: runs that have not ended or can't be read, and second ones of a seed.
func MeansOf(dirs []string) (means []Means, left []Left) {
	type group struct {
		key, data string
		runs      []Summary
	}
	var groups []group
	for _, dir := range dirs {
		s := Summarize(dir)
		if s.Status != Done && s.Status != Stopped || s.BestEpoch == 0 {
			left = append(left, Left{dir, cmp.Or(s.Fault, "it has not ended, or has no accuracy")})
			continue
		}
		cfg, err := snn.LoadConfig(filepath.Join(dir, Config))
		if err != nil {
			left = append(left, Left{dir, err.Error()})
			continue
		}
		s.Seed = cfg.Network.Seed
		cfg.Network.Seed = 0
		if !snn.OwnData(cfg.Network.Dataset) {
			cfg.Network.DataPath = ""
		}
		key := s.ChosenOn + "\n" + string(cfg.Text())
		at := slices.IndexFunc(groups, func(g group) bool { return g.key == key })
		if at < 0 {
			at, groups = len(groups), append(groups, group{key: key, data: cfg.Network.DataPath})
		}
		if i := slices.IndexFunc(groups[at].runs, func(r Summary) bool { return r.Seed == s.Seed }); i >= 0 {
			left = append(left, Left{dir, fmt.Sprintf("it has the seed of %s", groups[at].runs[i].Dir)})
			continue
		}
		groups[at].runs = append(groups[at].runs, s)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.runs, func(a, b Summary) int { return cmp.Compare(a.Seed, b.Seed) })
		first := &g.runs[0]
		m := Means{Network: first.Network, Dataset: first.Dataset, Data: g.data, Simulated: first.Simulated, Epochs: first.Of, ChosenOn: first.ChosenOn}
		for i := range g.runs {
			m.Runs, m.Seeds = append(m.Runs, g.runs[i].Dir), append(m.Seeds, g.runs[i].Seed)
		}
		m.Best = *spread(g.runs, func(s *Summary) float64 { return s.Best })
		m.Test = spread(g.runs, func(s *Summary) float64 { return s.Test })
		m.Average = spread(g.runs, func(s *Summary) float64 { return s.Average })
		means = append(means, m)
	}
	return means, left
}

// spread returns nil if a run has no such number.
func spread(runs []Summary, of func(*Summary) float64) *Spread {
	var x []float64
	for i := range runs {
		v := of(&runs[i])
		if v == 0 {
			return nil
		}
		x = append(x, v)
	}
	if len(x) == 1 {
		return &Spread{Mean: x[0]}
	}
	mean, deviation := stat.MeanStdDev(x, nil)
	return &Spread{mean, deviation}
}
