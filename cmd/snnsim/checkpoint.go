package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/nearest"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/models"
	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
)

// isCheckpoint reports whether a path is a run folder, a checkpoint or the
// name of a model.
func isCheckpoint(path string) bool {
	st, err := os.Stat(path)
	if err == nil && st.IsDir() && networks.Has(path) {
		// A folder hides a network of the program only if it holds weights.
		_, err := rundir.Checkpoint(path)
		return err == nil || models.Has(path)
	}
	return strings.HasSuffix(path, ".safetensors") || err == nil && st.IsDir() || err != nil && models.Has(path)
}

// openCheckpoint loads a checkpoint, the best one of a run folder, or a model
// that comes with the program. What is wrong with it is never the command
// line's fault.
func openCheckpoint(path string, k *kernel.Set) (*snn.Checkpoint, error) {
	file, err := rundir.Checkpoint(path)
	if (errors.Is(err, fs.ErrNotExist) || errors.Is(err, rundir.ErrNoCheckpoint)) && models.Has(path) { // nor does one hide a model
		c, err := models.Open(path, k)
		if err != nil {
			return nil, dataError{err}
		}
		c.Network.Config.Source = path
		return c, nil
	}
	if errors.Is(err, fs.ErrNotExist) && networks.Has(path) {
		return nil, dataError{fmt.Errorf("%s is a network without weights: snnsim train %s gives it some; models that come with the program: %s",
			path, path, strings.Join(models.Names(), ", "))}
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("%w, and not one of the models that come with the program: %s%s", err, strings.Join(models.Names(), ", "), nearest.Hint(path, models.Names()))
	}
	if err != nil {
		return nil, dataError{err}
	}
	c, err := snn.LoadCheckpoint(file, k)
	if err != nil {
		return nil, dataError{err}
	}
	c.Network.Config.Source = path
	return c, nil
}

// open opens the split of the data set that a checkpoint is to be used on, and
// returns its configuration pointed at that data.
func (d *dataFlags) open(ctx context.Context, c *snn.Checkpoint, split string, v *view) (dataset, *source, *snn.Config, error) {
	cfg := c.Network.Config
	d.forCheckpoint(&cfg, c)
	src, err := resolveSource(&cfg)
	if err != nil {
		return nil, nil, nil, err
	}
	src.skipBad, src.classes = d.skipBad, c.Info.Classes
	if err := src.fits(c.Network.Input); err != nil {
		return nil, nil, nil, err
	}
	sets, err := src.open(ctx, &cfg, []string{split}, v)
	if err != nil {
		return nil, nil, nil, asData(err)
	}
	set := sets[0]
	if own, ok := set.(*datasets.FolderSet); ok && c.Info.Classes == nil {
		v.warn("the checkpoint does not name its classes: labels are those of this folder: %s", labelled(own.Classes))
	}
	switch info := set.Info(); {
	case info.Shape != c.Network.Input:
		return nil, nil, nil, unfit(info.Name, info.Shape, c.Network.Input)
	case set.Len() == 0:
		err = fmt.Errorf("%s: its %s split is empty", info.Name, split)
	}
	if err != nil {
		return nil, nil, nil, dataError{err}
	}
	return set, src, &cfg, nil
}
