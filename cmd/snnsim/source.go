package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/catalog"
	"github.com/snnsim/snnsim/internal/nearest"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// dataFlags choose the data set of a command.
type dataFlags struct {
	path, name string
	skipBad    bool
}

func (d *dataFlags) register(fl *pflag.FlagSet) {
	fl.StringVar(&d.path, "data", "", "folder of the data set")
	fl.StringVar(&d.name, "dataset", "", nameOfSets())
	fl.BoolVar(&d.skipBad, "skip-bad", false, "leave out bad recordings instead of refusing the folder")
}

// forCheckpoint points the configuration of a checkpoint at the data that the
// flags name. A checkpoint of either N-MNIST goes with the other: what the
// folder holds decides.
func (d *dataFlags) forCheckpoint(cfg *snn.Config, c *snn.Checkpoint) {
	s := &cfg.Network
	if d.path != "" {
		s.DataPath = d.path
	}
	in := c.Network.Input // what the samples must be, whatever the network file says
	s.Input = []int{in.C, in.H, in.W}
	switch {
	case d.name != "":
		if d.path == "" && onlyName(s.Dataset, d.name) {
			s.DataPath = ""
		}
		s.Dataset = d.name
	case isNMNIST(s.Dataset) && d.path != "":
		s.Dataset = eventSetOf(d.path, "NMNIST")
	case c.Info.Simulated && !snn.OwnData(s.Dataset):
		s.Dataset = eventSetOf(s.DataPath, "nmnist-sim")
	}
}

// onlyName reports whether the folder of one data set says nothing of another that is
// asked for by its name: the simulated one has digits of its own.
func onlyName(was, now string) bool {
	k, ok := kindOf(now)
	before, known := kindOf(was)
	return ok && k == setSimulated && (!known || before != k)
}

// isNMNIST reports whether a name is that of N-MNIST, real or simulated.
func isNMNIST(name string) bool {
	k, ok := kindOf(name)
	return ok && (k == setNMNIST || k == setSimulated)
}

// checkPictures warns of a set that is taken for its like.
func (src *source) checkPictures(v *view) {
	name := catalog.Pictures(src.path)
	kind, ok := kindOf(name)
	if !ok || kind == src.kind || src.kind == setSimulated && kind == setMNIST {
		return
	}
	set, _ := catalog.Find(name)
	v.warn("%s holds %s, by its labels, and is taken for %s", src.path, set.Title, cmp.Or(map[setKind]string{setSimulated: "digits"}[src.kind], src.name))
}

type setKind int

const (
	setMNIST setKind = iota
	setFashion
	setCIFAR
	setNMNIST
	setSimulated
	setFolder // recordings of any camera
)

// setNames are the data sets, as they are spelled here.
func setNames() []string {
	return []string{"MNIST", "FashionMNIST", "CIFAR10", "NMNIST", "nmnist-sim", datasets.FolderName}
}

// nameOfSets says what --dataset takes.
func nameOfSets() string {
	names := setNames()
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// kindOf finds a data set by name; the spellings of the released files count.
func kindOf(name string) (setKind, bool) {
	k, ok := map[string]setKind{
		"mnist": setMNIST, "fashionmnist": setFashion, "cifar10": setCIFAR,
		"nmnist": setNMNIST, "nmnistspiking": setNMNIST, "nmnistsim": setSimulated,
		datasets.FolderName: setFolder,
	}[snn.DatasetKey(name)]
	return k, ok
}

// dataset is what the commands need of a data set.
type dataset = datasets.Dataset

// source is a data set that a command is about to open.
type source struct {
	kind    setKind
	name    string
	path    string
	shape   spikes.Shape
	skipBad bool
	// Of recordings in class folders.
	classes []string // whose labels count, nil for those that are there
	noCache bool
	told    bool // what both splits have in common has been said
}

// resolveSource finds the data set of a configuration. N-MNIST without a
// folder means the simulated one, which is embedded. The configuration's data
// path becomes absolute, so that it holds wherever a run is continued.
func resolveSource(cfg *snn.Config) (*source, error) {
	s := &cfg.Network
	kind, ok := kindOf(s.Dataset)
	if s.Dataset == "" {
		return nil, noDataset(cfg)
	}
	if !ok {
		return nil, usagef("dataset %q: expected %s%s", s.Dataset, nameOfSets(), nearest.Hint(s.Dataset, setNames()))
	}
	src := &source{kind: kind, name: s.Dataset, path: s.DataPath}
	if kind == setNMNIST && src.path == "" {
		src.kind = setSimulated
	}
	if abs, err := filepath.Abs(s.DataPath); err == nil && s.DataPath != "" {
		s.DataPath = abs
	}
	switch src.kind {
	case setCIFAR:
		src.shape = spikes.Shape{H: 32, W: 32, C: 3}
	case setNMNIST, setSimulated:
		src.shape = datasets.EventShape
	case setFolder:
		in := s.Input
		if src.path == "" {
			return nil, noFolder(s.Dataset)
		}
		if len(in) != 3 {
			return nil, noSensor(cfg)
		}
		src.shape = spikes.Shape{H: in[1], W: in[2], C: in[0]}
		if err := src.folder(cfg).Validate(); err != nil {
			return nil, usagef("%s: %w", cfg.Source, err)
		}
	default:
		src.shape = spikes.Shape{H: 28, W: 28, C: 1}
	}
	return src, nil
}

// open opens the given splits, and refuses those that the network's outputs do
// not go with.
func (src *source) open(ctx context.Context, cfg *snn.Config, splits []string, v *view) ([]dataset, error) {
	if src.path == "" && src.kind != setSimulated {
		return nil, noFolder(cfg.Network.Dataset)
	}
	sets, err := src.openSplits(ctx, cfg, splits, v)
	v.clear()
	if err != nil {
		return nil, err
	}
	return sets, checkSets(cfg, sets)
}

// noDataset says how a data set is named, and what the folder looks like.
func noDataset(cfg *snn.Config) error {
	like := ""
	if dir := cfg.Network.DataPath; dir != "" {
		if name, err := folderSet(dir); err == nil {
			like = fmt.Sprintf("; %s looks like %s", dir, name)
		}
	}
	return usagef("%s names no data set: expected dataset: in its section Network, or --dataset, with %s%s", cfg.Source, nameOfSets(), like)
}

func noFolder(set string) error {
	return usagef("data set %s: its folder is not known: give --data or data_path", set)
}

func noSensor(cfg *snn.Config) error {
	return usagef("%s: dataset %s: expected the sensor's size, input: [2, rows, columns]", cfg.Source, cfg.Network.Dataset)
}

func (src *source) openSplits(ctx context.Context, cfg *snn.Config, splits []string, v *view) ([]dataset, error) {
	if src.kind == setSimulated {
		return src.openSimulated(ctx, cfg, splits, v)
	}
	if _, err := os.Stat(src.path); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if src.kind == setMNIST || src.kind == setFashion {
		src.checkPictures(v)
	}
	var sets []dataset
	for _, split := range splits {
		v.status("looking for the %s samples", split)
		set, err := src.openSplit(ctx, cfg, split, v)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	return sets, nil
}

func (src *source) openSplit(ctx context.Context, cfg *snn.Config, split string, v *view) (dataset, error) {
	switch src.kind {
	case setMNIST, setFashion:
		open := datasets.OpenMNIST
		if src.kind == setFashion {
			open = datasets.OpenFashionMNIST
		}
		set, err := awaitPictures(ctx, func() (*datasets.ImageSet, error) { return open(src.path, split) })
		if err != nil {
			return nil, err
		}
		src.augmentPictures(set, &cfg.Data)
		return set, nil
	case setCIFAR:
		set, err := awaitPictures(ctx, func() (*datasets.ImageSet, error) { return datasets.OpenCIFAR10(src.path, split) })
		if err != nil {
			return nil, err
		}
		if len(set.Missing) > 0 {
			v.warn("%s: %s missing: %d pictures are left", src.path, list(set.Missing, "is", "are"), set.Len())
		}
		src.augmentPictures(set, &cfg.Data)
		return set, nil
	case setFolder:
		return src.openFolder(ctx, cfg, split, v)
	}
	return src.openRecordings(ctx, cfg, split, v)
}

// awaitPictures opens pictures, whose files are read whole, and stops waiting
// for them when the context ends.
func awaitPictures(ctx context.Context, open func() (*datasets.ImageSet, error)) (*datasets.ImageSet, error) {
	type opened struct {
		set *datasets.ImageSet
		err error
	}
	o, err := await(ctx, func() opened {
		set, err := open()
		return opened{set, err}
	})
	if err != nil {
		return nil, err
	}
	return o.set, o.err
}

// binning returns how recordings are cut into steps.
func binning(cfg *snn.Config) datasets.Binning {
	return datasets.Binning{
		Steps: cfg.Network.Steps, BinMicros: cfg.Data.BinMicros,
		Stabilize: cfg.Data.Stabilize, OffByOne: cfg.Data.OffByOne,
	}
}

// loader serves a set in batches.
func (src *source) loader(set dataset, cfg *snn.Config, threads, limit int, train bool) *datasets.Loader {
	return &datasets.Loader{
		Data: set, Batch: cfg.Network.BatchSize, Seed: cfg.Network.Seed, Limit: limit,
		Shuffle: train, Augment: train && cfg.Data.Augment, Workers: threads,
	}
}
