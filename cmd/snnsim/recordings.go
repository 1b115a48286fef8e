package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

const maxListed = 20 // bad recordings, or classes, named one by one

// openRecordings opens a split of an N-MNIST folder and says what it lacks.
func (src *source) openRecordings(ctx context.Context, cfg *snn.Config, split string, v *view) (dataset, error) {
	o := datasets.DefaultNMNIST()
	o.Binning = binning(cfg)
	o.Shift, o.Flip, o.Drop, o.SkipBad = cfg.Data.Shift, cfg.Data.Flip, cfg.Data.Drop, src.skipBad
	o.Classes = cfg.Network.Classes
	o.Progress = v.progress("reading " + split + " recording")
	set, err := datasets.OpenNMNIST(ctx, src.path, split, o)
	var label *datasets.LabelError
	if errors.As(err, &label) {
		return nil, tooFewClasses(cfg, src.path, label.Label)
	}
	var missing *datasets.MissingError
	if errors.As(err, &missing) {
		return nil, fmt.Errorf("%w (--skip-bad takes the folder as it is)", err)
	}
	if errors.As(err, new(*datasets.PathError)) && !src.skipBad {
		return nil, fmt.Errorf("%w (--skip-bad leaves bad recordings out; those of another camera are --dataset %s)", err, datasets.FolderName)
	}
	if errors.As(err, new(*datasets.FormatError)) && !src.skipBad {
		return nil, fmt.Errorf("%w (--skip-bad leaves bad recordings out)", err)
	}
	if err != nil {
		return nil, err
	}
	v.skipped(set.Bad, split)
	if len(set.Missing) > 0 {
		var digits []string
		for _, d := range set.Missing {
			digits = append(digits, fmt.Sprint(d))
		}
		v.warn("%s: no recording of %s in the %s split", src.path, strings.Join(digits, ", "), split)
	}
	return set, nil
}

// skipped lists the recordings that were left out.
func (v *view) skipped(faults []error, split string) {
	for i, bad := range faults {
		if i == maxListed {
			v.note("skipped: and %d more", len(faults)-maxListed)
			break
		}
		v.note("skipped: %v", bad)
	}
	if len(faults) > 0 {
		v.note("skipped %s of the %s split", counted(len(faults), "bad recording"), split)
	}
}

// list joins names and adds the verb that goes with so many.
func list(names []string, one, many string) string {
	verb := many
	if len(names) == 1 {
		verb = one
	}
	return strings.Join(names, ", ") + " " + verb
}
