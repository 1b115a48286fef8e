package tsslbp

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
)

// Identified is a Loader that can say which samples it serves, and how, in a
// short text that differs where they do: datasets.Loader is one.
type Identified interface {
	Loader
	Identity() string
}

func dataIdentity(l Loader) string {
	s := fmt.Sprintf("%d samples in %d batches", l.Samples(), l.Batches())
	if id, ok := l.(Identified); ok {
		s += " of " + id.Identity()
	}
	return s
}

// The settings that only make a difference to the last bits.
const (
	settingBackend    = "back end"
	settingBreakEvens = "break-evens"
)

// settings returns what must not change while training, by name, besides the
// network file.
func (t *Trainer) settings() map[string]string {
	if t.identity == "" {
		t.identity = dataIdentity(t.Data)
	}
	e, o := t.Engine, t.Optimizer
	return map[string]string{
		settingBackend:    e.net.Kernel().Name + " on " + runtime.GOARCH,
		settingBreakEvens: fmt.Sprintf("%+v", e.net.BreakEvens),
		"training data":   t.identity,
		"seed":            fmt.Sprint(e.opt.Seed),
		"batch":           fmt.Sprint(e.opt.Batch),
		"gradient sums":   fmt.Sprintf("%d shards, groups of %d, mode %d", len(e.shards), e.group, e.opt.Mode),
		"rule":            e.opt.Rule.identity(),
		"loss":            fmt.Sprintf("%T", e.opt.Loss),
		"schedule":        fmt.Sprintf("%T", t.Schedule),
		"optimiser": fmt.Sprintf("AdamW betas %v %v, eps %v, decay %v, clip %v, clamp %v",
			o.Beta1, o.Beta2, o.Eps, o.WeightDecay, o.GradClip, o.WeightClamp),
	}
}

// compare reports the settings that are not what they were.
func (t *Trainer) compare(was map[string]string) []error {
	var errs []error
	is := t.settings()
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if t.AnyBackend && (name == settingBackend || name == settingBreakEvens) {
			continue
		}
		if is[name] != was[name] {
			errs = append(errs, &DifferError{What: name, Is: is[name], Was: was[name]})
		}
	}
	return errs
}
