package bench

import (
	"fmt"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/snn"
)

// modes are the names of the forms of a layer, by value.
var modes = []string{snn.Auto: "auto", snn.ForceEvents: "events", snn.ForceDense: "dense"}

// ModeName returns the name of a mode.
func ModeName(m snn.Mode) string { return modes[m] }

// ParseMode is the inverse of ModeName.
func ParseMode(name string) (snn.Mode, error) {
	if i := slices.Index(modes, name); i >= 0 {
		return snn.Mode(i), nil
	}
	return 0, fmt.Errorf("bench: mode %q: expected %s", name, strings.Join(modes, ", "))
}
