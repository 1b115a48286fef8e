package eventfile

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
)

// divide says of every recording which split's folder it goes to; of none, if the folder is not to be divided.
func (t *conversion) divide() (map[string]string, error) {
	if t.TestShare == 0 {
		return nil, nil
	}
	split, seen := map[string]string{}, map[string]int{}
	for _, name := range t.files { // in the order of their names
		folder := filepath.Dir(name)
		if top := strings.ToLower(strings.Split(filepath.ToSlash(name), "/")[0]); folder == "." || top == "train" || top == "test" {
			return nil, fmt.Errorf("eventfile: folder %s: %s: expected recordings in class folders, CLASS/RECORDING, to divide", t.in, name)
		}
		n := float64(seen[folder])
		seen[folder]++
		split[name] = "Train"
		if math.Floor((n+1)*t.TestShare) > math.Floor(n*t.TestShare) {
			split[name] = "Test"
		}
	}
	return split, nil
}
