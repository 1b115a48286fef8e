package kernel

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// EnvName is the environment variable that forces a set in [Default].
const EnvName = "SNNSIM_KERNEL"

// A candidate is a set that this build knows and, if build is not nil, that
// this processor runs.
type candidate struct {
	name  string
	build func() *Set
}

// Names returns the sets that this build knows, slowest first.
func Names() []string {
	var names []string
	for _, c := range candidates() {
		names = append(names, c.name)
	}
	return names
}

// Available returns the sets that this processor can run, best last.
func Available() []*Set {
	var sets []*Set
	for _, c := range candidates() {
		if c.build != nil {
			sets = append(sets, c.build())
		}
	}
	return sets
}

// ByName returns the set of that name, or an error that says which sets the
// processor can run.
func ByName(name string) (*Set, error) {
	sets := Available()
	var have []string
	for _, s := range sets {
		if s.Name == name {
			return s, nil
		}
		have = append(have, s.Name)
	}
	if slices.Contains(Names(), name) {
		return nil, fmt.Errorf("kernel: this processor cannot run %q; it has %s", name, strings.Join(have, ", "))
	}
	return nil, fmt.Errorf("kernel: this build has no set %q; this processor has %s", name, strings.Join(have, ", "))
}

// Default returns the best set for this processor, or the one that the
// environment variable SNNSIM_KERNEL names.
func Default() (*Set, error) {
	if name := os.Getenv(EnvName); name != "" {
		s, err := ByName(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", EnvName, err)
		}
		return s, nil
	}
	sets := Available()
	return sets[len(sets)-1], nil
}
