package rundir

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/snn"
)

// column is a property of a run that lists are sorted and filtered by: a
// number or a text.
type column struct {
	name   string
	number func(*Summary) float64
	text   func(*Summary) string
	fold   func(string) string // makes spellings the same, may be nil
	down   bool                // the highest comes first
	share  bool                // 0 to 1, or in percent with a % behind it
}

func columns() []column {
	return []column{
		{name: "run", text: func(s *Summary) string { return Name(s.Dir) }},
		{name: "status", text: func(s *Summary) string { return string(s.Status) }},
		{name: "started", text: func(s *Summary) string { return s.Started.Local().Format("2006-01-02T15:04:05") }},
		{name: "network", text: func(s *Summary) string { return s.Network }, fold: networkName},
		{name: "dataset", text: func(s *Summary) string { return s.Dataset }, fold: snn.DatasetKey},
		{name: "backend", text: func(s *Summary) string { return s.Backend }},
		{name: "seed", number: func(s *Summary) float64 { return float64(s.Seed) }},
		{name: "lr", number: func(s *Summary) float64 { return s.LR }},
		{name: "batch", number: func(s *Summary) float64 { return float64(s.Batch) }},
		{name: "parameters", number: func(s *Summary) float64 { return float64(s.Parameters) }},
		{name: "epochs", number: func(s *Summary) float64 { return float64(s.Epochs) }},
		{name: "best", number: func(s *Summary) float64 { return had(s.BestEpoch > 0, s.Best) }, down: true, share: true},
		{name: "test", number: func(s *Summary) float64 { return had(s.Test > 0, s.Test) }, down: true, share: true},
		{name: "loss", number: func(s *Summary) float64 { return had(s.Epochs > 0, s.Loss) }},
		{name: "seconds", number: func(s *Summary) float64 { return had(s.Seconds > 0, s.Seconds) }},
	}
}

// had is a number that a run has, or none.
func had(ok bool, v float64) float64 {
	if !ok {
		return math.NaN()
	}
	return v
}

// networkName is a network file's name without folder and ending.
func networkName(file string) string {
	name := path.Base(filepath.ToSlash(file))
	if ext := path.Ext(name); ext == ".yaml" || ext == ".yml" {
		name = strings.TrimSuffix(name, ext)
	}
	return name
}

// Columns names what runs can be sorted and filtered by.
func Columns() []string {
	var names []string
	for _, c := range columns() {
		names = append(names, c.name)
	}
	return names
}

func findColumn(name string) (*column, error) {
	for _, c := range columns() {
		if c.name == name {
			return &c, nil
		}
	}
	return nil, fmt.Errorf("%q: expected one of %s", name, strings.Join(Columns(), ", "))
}

// Sort orders runs by a column, accuracies from the highest and others from
// the lowest, or the other way round.
func Sort(runs []Summary, by string, reverse bool) error {
	c, err := findColumn(by)
	if err != nil {
		return err
	}
	slices.SortStableFunc(runs, func(a, b Summary) int {
		order := 0
		if c.text != nil {
			order = cmp.Compare(c.text(&a), c.text(&b))
		} else {
			x, y := c.number(&a), c.number(&b)
			if math.IsNaN(x) || math.IsNaN(y) { // what has none comes last, either way
				return -cmp.Compare(x, y)
			}
			order = cmp.Compare(x, y)
		}
		if c.down != reverse {
			return -order
		}
		return order
	})
	return nil
}

// Filter is a condition on runs.
type Filter struct {
	column *column
	op     string
	text   string
	number float64
}

// operators, longest first.
var operators = []string{"!=", ">=", "<=", "=", ">", "<"}

// ParseFilter reads a condition: a column, an operator (=, !=, <, <=, >, >=)
// and a value, such as best>=0.9, best>=90% or network=mnist*; texts know =
// and !=, with the patterns of path.Match.
func ParseFilter(s string) (*Filter, error) {
	at := strings.IndexAny(s, "!<>=")
	if at < 1 {
		return nil, fmt.Errorf("filter %q: expected a condition such as best>=0.9", s)
	}
	f := &Filter{}
	for _, op := range operators {
		if strings.HasPrefix(s[at:], op) {
			f.op = op
			break
		}
	}
	if f.op == "" {
		return nil, fmt.Errorf("filter %q: expected one of %s", s, strings.Join(operators, " "))
	}
	var err error
	if f.column, err = findColumn(strings.TrimSpace(s[:at])); err != nil {
		return nil, fmt.Errorf("filter: %w", err)
	}
	f.text = strings.TrimSpace(s[at+len(f.op):])
	if f.column.text != nil {
		if f.op != "=" && f.op != "!=" {
			return nil, fmt.Errorf("filter %q: %s is a text, which knows = and != only", s, f.column.name)
		}
		if _, err := path.Match(f.text, ""); err != nil {
			return nil, fmt.Errorf("filter %q: %w", s, err)
		}
		return f, nil
	}
	number, percent := f.text, false
	if f.column.share {
		number, percent = strings.CutSuffix(f.text, "%")
	}
	if f.number, err = strconv.ParseFloat(strings.TrimSpace(number), 64); err != nil {
		return nil, fmt.Errorf("filter %q: %s is a number, %q is none", s, f.column.name, f.text)
	}
	if percent {
		f.number /= 100
	} else if f.column.share && f.number > 1 {
		return nil, fmt.Errorf("filter %q: %s is 0 to 1: expected such as 0.9, or 90%%", s, f.column.name)
	}
	return f, nil
}

// Match reports whether a run meets the condition.
func (f *Filter) Match(s *Summary) bool {
	if f.column.text != nil {
		text := f.column.text(s)
		ok, _ := path.Match(f.text, text) // the pattern has been checked
		if fold := f.column.fold; fold != nil && !ok {
			ok, _ = path.Match(fold(f.text), fold(text))
		}
		return ok == (f.op == "=")
	}
	v := f.column.number(s)
	if math.IsNaN(v) {
		return false
	}
	switch f.op {
	case "=":
		return v == f.number
	case "!=":
		return v != f.number
	case "<":
		return v < f.number
	case "<=":
		return v <= f.number
	case ">":
		return v > f.number
	}
	return v >= f.number
}
