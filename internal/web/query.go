package web

import (
	"fmt"
	"strconv"
	"strings"
)

// numberRange is a parameter of a request: decimal digits within a range.
type numberRange struct {
	name     string
	min, max int
	optional bool // -1 where absent
}

// parseNumbers reads a raw query that holds exactly the given numbers, each at
// most once, in any order.
func parseNumbers(raw string, want ...numberRange) ([]int, error) {
	got := make([]int, len(want))
	for i := range got {
		got[i] = -1
	}
	for _, part := range strings.Split(raw, "&") {
		if raw == "" {
			break
		}
		name, value, _ := strings.Cut(part, "=")
		at := -1
		for i := range want {
			if want[i].name == name {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("parameter %.40q: not known here", name)
		}
		if got[at] >= 0 {
			return nil, fmt.Errorf("parameter %s: given twice", name)
		}
		n, err := strconv.Atoi(value)
		if err != nil || strconv.Itoa(n) != value || n < want[at].min || n > want[at].max {
			return nil, fmt.Errorf("parameter %s: %.40q: expected a number from %d to %d", name, value, want[at].min, want[at].max)
		}
		got[at] = n
	}
	for i, w := range want {
		if got[i] < 0 && !w.optional {
			return nil, fmt.Errorf("parameter %s: missing", w.name)
		}
	}
	return got, nil
}
