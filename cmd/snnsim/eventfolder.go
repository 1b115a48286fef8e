package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
	"github.com/snnsim/snnsim/snn"
)

// folder says how the source's folder of recordings is read.
func (src *source) folder(cfg *snn.Config) datasets.FolderOptions {
	return datasets.FolderOptions{
		Files: eventfile.Options{}, Shape: src.shape, Steps: cfg.Network.Steps, BinMicros: cfg.Data.BinMicros,
		SkipBad: src.skipBad, Shift: cfg.Data.Shift, Drop: cfg.Data.Drop,
	}
}

// openFolder opens a split of a folder of recordings of any camera, and says what
// it lacks.
func (src *source) openFolder(ctx context.Context, cfg *snn.Config, split string, v *view) (dataset, error) {
	o := src.folder(cfg)
	o.Progress = v.progress("reading " + split + " recording")
	set, err := datasets.OpenFolder(ctx, src.path, split, o)
	var empty *datasets.EmptyClassError
	if errors.As(err, &empty) {
		return nil, fmt.Errorf("%w (--skip-bad takes the folder as it is)", err)
	}
	var damaged *datasets.FormatError
	if errors.As(err, &damaged) && !src.skipBad {
		return nil, fmt.Errorf("%w (--skip-bad leaves bad recordings out)", err)
	}
	if err != nil {
		return nil, err
	}
	v.skipped(set.Bad, split)
	if len(set.Missing) > 0 {
		var names []string
		for _, l := range set.Missing {
			names = append(names, set.Classes[l])
		}
		v.note("warning: %s: no recording of %s in the %s split", src.path, strings.Join(names, ", "), split)
	}
	if late := 100 * float64(set.Late) / float64(set.Events); late >= 1 {
		v.note("%.0f%% of the events of the %s split come behind the last step (%d of %d µs) and are left out", late, split, cfg.Network.Steps, cfg.Data.BinMicros)
	}
	if split == datasets.Train {
		v.classes(set.Classes)
	}
	return set, nil
}

// classes says which label is which class, where that is not the same.
func (v *view) classes(names []string) {
	for i, n := range names {
		if n != strconv.Itoa(i) {
			v.note("classes: %s", labelled(names))
			return
		}
	}
}

// labelled names classes behind their labels, as far as a line holds them.
func labelled(names []string) string {
	var b strings.Builder
	for i, n := range names {
		if i == maxListed {
			fmt.Fprintf(&b, ", and %d more", len(names)-maxListed)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d %s", i, n)
	}
	return b.String()
}

// holdsRecordings reports whether a folder has recordings of a format in class
// folders.
func holdsRecordings(dir string, formats ...eventfile.Format) bool {
	for _, f := range formats {
		for _, split := range []string{"[Tt]rain", "[Tt]est"} {
			if m, err := fs.Glob(os.DirFS(dir), split+"/*/*."+string(f)); err == nil && len(m) > 0 {
				return true
			}
		}
	}
	return false
}

// browsedSteps is into how many steps a recording is cut that is only looked at.
const browsedSteps = 100

// measure makes a configuration in which all recordings of its folder can be
// seen from their beginning to their end.
func (d *dataFlags) measure(ctx context.Context, cfg *snn.Config, v *view) error {
	s := &cfg.Network
	if kind, ok := kindOf(s.Dataset); !ok || kind != setFolder || s.DataPath == "" {
		return nil
	}
	r, err := datasets.SurveyFolder(ctx, s.DataPath, eventfile.Options{}, v.progress("looking at recording"))
	v.clear()
	if err != nil {
		return asData(err)
	}
	s.Input, s.Classes = []int{2, max(r.Rows, 1), max(r.Columns, 1)}, datasets.MaxClasses
	s.Steps, cfg.Data.BinMicros = browsedSteps, r.Longest/browsedSteps+1
	return nil
}
