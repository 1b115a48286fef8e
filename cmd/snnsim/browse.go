package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

// browsed returns the configuration of the data set that the flags name; what
// a folder holds decides where no name is given. wanted says what is expected where
// nothing is named.
func (d *dataFlags) browsed(wanted string) (snn.Config, error) {
	cfg, err := loadNetwork(nil)
	if err != nil {
		return cfg, err
	}
	if d.path == "" && d.name == "" {
		return cfg, usagef("nothing to show: expected %s", wanted)
	}
	s := &cfg.Network
	s.DataPath, s.Dataset = d.path, d.name
	if d.name != "" {
		if _, err := os.Stat(d.path); d.path != "" && err != nil {
			return cfg, dataError{fmt.Errorf("data folder: %w", err)}
		}
		return cfg, nil
	}
	if s.Dataset, err = folderSet(d.path); errors.Is(err, errPictures) {
		s.Dataset, err = "MNIST", nil // whatever they show
	}
	return cfg, err
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
		r, err := datasets.SurveyFolder(ctx, s.DataPath, recordingFiles(), v.progress("looking at recording"))
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
	src.skipBad = d.skipBad
	src.noCache = own // the cut follows from all recordings: with another one the cache would be of no use
	return src, nil
}
