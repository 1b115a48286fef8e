package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
)

// module is one dependency.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// platforms are those of scripts/release.sh whose dependencies differ.
var platforms = []string{"linux", "darwin", "windows"}

// linked returns the modules that a package is built from on some platform,
// without the main one.
func linked(pkg string) ([]module, error) {
	seen := map[string]module{}
	for _, goos := range platforms {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", pkg)
		cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", goos, err)
		}
		d := json.NewDecoder(bytes.NewReader(out))
		for {
			var p struct{ Module *module }
			err := d.Decode(&p)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("output of go list: %w", err)
			}
			if p.Module != nil && !p.Module.Main {
				seen[p.Module.Path] = *p.Module
			}
		}
	}
	var all []module
	for _, m := range seen {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return all, nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)(-?[a-z0-9]*)?(\.(md|txt|rst))?$`)

// texts returns the licence files of a module's folder.
func (m *module) texts() (map[string]string, error) {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Path, err)
	}
	all := map[string]string{}
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Path, err)
		}
		all[e.Name()] = string(b)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s %s: no licence file in %s", m.Path, m.Version, m.Dir)
	}
	return all, nil
}
