package tsslbp

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/snn"
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

const (
	settingLoss     = "loss"
	settingSchedule = "schedule"
)

// settings returns what must not change while training, by name, besides the
// network file.
func (t *Trainer) settings() map[string]string {
	e := t.Engine
	m := map[string]string{
		settingBackend:    e.net.Kernel().Name + " on " + runtime.GOARCH,
		settingBreakEvens: fmt.Sprintf("%+v", e.net.BreakEvens),
		"training data":   t.held.of("training", t.Data).is,
		"seed":            fmt.Sprint(e.opt.Seed),
		"batch":           fmt.Sprint(e.opt.Batch),
		"gradient sums":   fmt.Sprintf("%d shards, groups of %d, mode %d", len(e.shards), e.group, e.opt.Mode),
		"rule":            e.opt.Rule.identity(),
		settingLoss:       identity(e.opt.Loss),
		settingSchedule:   identity(t.Schedule),
	}
	m["optimiser"] = identity(t.Optimizer)
	if o, ok := t.Optimizer.(*AdamW); ok {
		m["optimiser"] = o.Identity()
	}
	if o, ok := t.Optimizer.(interface{ frozenStages() []bool }); ok && slices.Contains(o.frozenStages(), true) {
		m["frozen stages"] = fmt.Sprint(o.frozenStages())
	}
	if s := masks(e.net); s != "" {
		m["masks of weights"] = s
	}
	return m
}

// identity is the type of a loss, a schedule or an optimiser, and what it says of itself.
func identity(v any) string {
	s := fmt.Sprintf("%T", v)
	if v, ok := v.(interface{ Identity() string }); ok {
		s += " " + v.Identity()
	}
	return s
}

// masks identifies the masks of the network's weights, "" for none.
func masks(net *snn.Network) string {
	h, any := sha256.New(), false
	for i, w := range net.Weights() {
		if w.Mask == nil {
			continue
		}
		any = true
		fmt.Fprintf(h, "%d\n", i)
		for _, v := range w.Mask {
			if v != 0 {
				h.Write([]byte{1})
			} else {
				h.Write([]byte{0})
			}
		}
	}
	if !any {
		return ""
	}
	return fmt.Sprintf("sha256:%x", h.Sum(nil)[:8])
}

// compare reports the settings that are not what they were.
func (t *Trainer) compare(was map[string]string) []error {
	var errs []error
	is := t.settings()
	all := maps.Clone(is)
	maps.Copy(all, was)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if t.AnyBackend && (name == settingBackend || name == settingBreakEvens) {
			continue
		}
		if name == settingLoss || name == settingSchedule {
			// Earlier versions kept the type alone.
			if kind, _, more := strings.Cut(is[name], " "); more && was[name] == kind {
				continue
			}
		}
		if is[name] != was[name] {
			errs = append(errs, &DifferError{What: name, Is: cmp.Or(is[name], "none"), Was: cmp.Or(was[name], "none")})
		}
	}
	return errs
}
