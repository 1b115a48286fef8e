package rundir

import (
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/snn"
)

// Difference is a setting that is not the same in all runs.
type Difference struct {
	Setting string   `json:"setting"` // such as Network.lr or Layers.conv_1.stride
	Values  []string `json:"values"`  // of each run, "-" where it has none
}

// Compare returns the settings that differ between runs, in the order of the
// network file.
func Compare(dirs []string) ([]Difference, error) {
	var order []string
	values := map[string][]string{}
	for i, dir := range dirs {
		cfg, err := snn.LoadConfig(filepath.Join(dir, Config))
		if err != nil {
			return nil, err
		}
		for _, s := range settings(cfg.Text()) {
			if values[s.name] == nil {
				order = append(order, s.name)
				values[s.name] = make([]string, len(dirs))
				for j := range dirs {
					values[s.name][j] = noSource
				}
			}
			values[s.name][i] = s.value
		}
	}
	var diffs []Difference
	for _, name := range order {
		v := values[name]
		for _, other := range v[1:] {
			if other != v[0] {
				diffs = append(diffs, Difference{name, v})
				break
			}
		}
	}
	return diffs, nil
}

type setting struct{ name, value string }

// settings lists what the text of a configuration says: sections, layers and
// keys are set off by two spaces each.
func settings(text []byte) []setting {
	var list []setting
	var above [2]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		key, value, ok := strings.Cut(strings.TrimLeft(line, " "), ": ")
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		if !ok {
			if depth < len(above) {
				above[depth] = strings.Trim(strings.TrimSuffix(key, ":"), `"`)
			}
			continue
		}
		name := strings.Join(append(above[:min(depth, len(above)):len(above)], key), ".")
		list = append(list, setting{name, strings.Trim(value, `"`)})
	}
	return list
}
