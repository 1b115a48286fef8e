package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
		Classes: src.classes, SkipBad: src.skipBad, NoCache: src.noCache, Shift: cfg.Data.Shift, Drop: cfg.Data.Drop,
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
	var stray *datasets.PathError
	if src.classes != nil && errors.As(err, &stray) {
		return nil, fmt.Errorf("%w, the classes of the checkpoint", err)
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
		v.note("warning: %s: no recording of %s in the %s split", src.path, strings.Join(set.Names(set.Missing), ", "), split)
	}
	if late := 100 * float64(set.Late) / float64(set.Events); late >= 1 {
		v.note("%.0f%% of the events of the %s split come behind the last step (%d of %d µs) and are left out", late, split, cfg.Network.Steps, cfg.Data.BinMicros)
	}
	if !src.told {
		v.classes(set.Classes)
		if set.Info().Simulated {
			v.note("%s is simulated, by its %s: accuracy is not comparable with figures for real recordings", src.path, datasets.SimulatedNote)
		}
	}
	src.told = true
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

// holdsRecordings reports whether a folder has recordings in class folders, by
// the names of its files.
func holdsRecordings(dir string, knows func(name string) bool) bool {
	for _, split := range []string{"Train", "train", "Test", "test"} {
		classes, err := os.ReadDir(filepath.Join(dir, split))
		if err != nil {
			continue
		}
		for _, c := range classes {
			if hasFile(filepath.Join(dir, split, c.Name()), knows) {
				return true
			}
		}
	}
	return false
}

// hasFile looks through a folder, which may be large, up to the first file that is known.
func hasFile(dir string, knows func(name string) bool) bool {
	d, err := os.Open(dir)
	if err != nil {
		return false
	}
	defer d.Close()
	for {
		entries, err := d.ReadDir(64)
		for _, e := range entries {
			if !e.IsDir() && knows(e.Name()) {
				return true
			}
		}
		if err != nil {
			return false
		}
	}
}

func isBin(name string) bool {
	f, ok := eventfile.FormatOf(name)
	return ok && f == eventfile.Bin
}

// browsedSteps is into how many steps a recording is cut that is only looked at.
const browsedSteps = 100

// browse finds the data set of a configuration that is only to be looked at. Recordings in
// class folders are cut so that all can be seen from their beginning to their end.
func (d *dataFlags) browse(ctx context.Context, cfg *snn.Config, v *view) (*source, error) {
	s := &cfg.Network
	kind, ok := kindOf(s.Dataset)
	own := ok && kind == setFolder && s.DataPath != ""
	if own {
		r, err := datasets.SurveyFolder(ctx, s.DataPath, eventfile.Options{}, v.progress("looking at recording"))
		v.clear()
		if err != nil {
			return nil, asData(err)
		}
		s.Input, s.Classes = []int{2, max(r.Rows, 1), max(r.Columns, 1)}, datasets.MaxClasses
		s.Steps, cfg.Data.BinMicros = browsedSteps, r.Longest/browsedSteps+1
	}
	src, err := resolveSource(cfg)
	if err != nil {
		return nil, err
	}
	src.skipBad, src.noCache = d.skipBad, own // they are cut otherwise when others come
	return src, nil
}
