package eventfile

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
)

// divide says of every recording which split's folder it goes to; of none, if the folder is not to be divided.
// That some are simulated is then said of all.
func (t *conversion) divide() (map[string]string, error) {
	if t.TestShare == 0 {
		return nil, nil
	}
	t.moved = true
	split, seen := map[string]string{}, map[string]int{}
	for _, name := range t.files { // in the order of their names
		folder := filepath.Dir(name)
		if top := strings.ToLower(strings.Split(filepath.ToSlash(name), "/")[0]); folder == "." || top == "train" || top == "test" {
			return nil, fmt.Errorf("eventfile: folder %s: %s: expected recordings in class folders, CLASS/RECORDING, to divide", t.in, name)
		}
		split[name] = splitOf(seen[folder], t.TestShare)
		seen[folder]++
	}
	return split, nil
}

// splitOf says which split the i-th recording of a class goes to.
func splitOf(i int, testShare float64) string {
	if n := float64(i); math.Floor((n+1)*testShare) > math.Floor(n*testShare) {
		return "Test"
	}
	return "Train"
}
