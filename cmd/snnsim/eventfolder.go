package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
	"github.com/snnsim/snnsim/snn"
)

// recordingFiles reads recordings in class folders, whatever their clocks began at.
func recordingFiles() eventfile.Options { return eventfile.Options{FromZero: true} }

// filesOf reads recordings as a network file asks: from the first event whatever the clock
// began at, or by the clock as it is.
func filesOf(d *snn.Data) eventfile.Options { return eventfile.Options{FromZero: !d.ByClock} }

// folder says how the source's folder of recordings is read.
func (src *source) folder(cfg *snn.Config) datasets.FolderOptions {
	return datasets.FolderOptions{
		Files: filesOf(&cfg.Data), ByClock: cfg.Data.ByClock, Shape: src.shape, Steps: cfg.Network.Steps, BinMicros: cfg.Data.BinMicros,
		Classes: src.classes, MaxClasses: cfg.Network.Classes, SkipBad: src.skipBad, NoCache: src.noCache, Shift: cfg.Data.Shift, Flip: cfg.Data.Flip, Drop: cfg.Data.Drop,
	}
}

// openFolder opens a split of a folder of recordings of any camera, and says what
// it lacks.
func (src *source) openFolder(ctx context.Context, cfg *snn.Config, split string, v *view) (dataset, error) {
	o := src.folder(cfg)
	o.Progress = v.progress("reading " + split + " recording")
	set, err := datasets.OpenFolder(ctx, src.path, split, o)
	if err != nil {
		return nil, src.folderFault(cfg, err)
	}
	v.skipped(set.Bad, split)
	if len(set.Missing) > 0 {
		v.warn("%s: no recording of %s in the %s split", src.path, firstOf(set.Names(set.Missing)), split)
	}
	if late := 100 * float64(set.Late) / float64(set.Events); late >= 1 {
		v.note("%.0f%% of the events of the %s split come after the last step (%d of %d µs) and are left out", late, split, cfg.Network.Steps, cfg.Data.BinMicros)
	}
	if !src.told {
		if set.Info().Names != nil {
			v.note("classes: %s", labelled(set.Classes))
		}
		if set.Info().Simulated {
			v.note("%s is simulated, by its %s: accuracy is not comparable with figures for real recordings", src.path, datasets.SimulatedNote)
		}
	}
	src.told = true
	return set, nil
}

// folderFault says what can be done about a folder that is refused.
func (src *source) folderFault(cfg *snn.Config, err error) error {
	var label *datasets.LabelError
	if errors.As(err, &label) {
		return tooFewClasses(cfg, src.path, label.Label)
	}
	if errors.As(err, new(*datasets.EmptyClassError)) {
		return fmt.Errorf("%w (--skip-bad takes the folder as it is)", err)
	}
	if errors.As(err, new(*datasets.PathError)) && src.classes != nil {
		return fmt.Errorf("%w (classes of the checkpoint: %s)", err, labelled(src.classes))
	}
	if cfg.Data.ByClock && beyondClock(err) {
		return fmt.Errorf("%w (by_clock: false counts from a recording's first event)", err)
	}
	if !src.skipBad && errors.As(err, new(*datasets.FormatError)) {
		return fmt.Errorf("%w (--skip-bad leaves bad recordings out)", err)
	}
	return err
}

// labelled names classes behind their labels, as far as a line holds them.
func labelled(names []string) string {
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = fmt.Sprintf("%d: %s", i, n)
	}
	return firstOf(all)
}

// firstOf joins names, as many as a line holds.
func firstOf(names []string) string {
	if more := len(names) - maxListed; more > 0 {
		return fmt.Sprintf("%s, and %d more", strings.Join(names[:maxListed], ", "), more)
	}
	return strings.Join(names, ", ")
}
