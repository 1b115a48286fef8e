package main

import (
	"fmt"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// sizeInFiles reports whether it is the data set's files that say how large its
// pictures are.
func (src *source) sizeInFiles() bool { return src.kind == setMNIST || src.kind == setFashion }

// recordings reports whether the samples are recordings of an event camera, or
// simulated ones.
func (src *source) recordings() bool {
	return src.kind == setNMNIST || src.kind == setSimulated || src.kind == setFolder
}

// fits refuses a data set whose samples, as far as its kind says, are not what
// a checkpoint takes.
func (src *source) fits(input spikes.Shape) error {
	if src.sizeInFiles() {
		return nil
	}
	if src.shape != input {
		return unfit(src.name, src.shape, input)
	}
	return nil
}

func unfit(name string, shape, input spikes.Shape) error {
	return usagef("%s has samples of %v, the checkpoint takes %v", name, shape, input)
}

// checkSets refuses data that the network's outputs or the splits' own
// pictures do not go with.
func checkSets(cfg *snn.Config, sets []dataset) error {
	for _, set := range sets {
		info := set.Info()
		if first := sets[0].Info(); info.Shape != first.Shape {
			return dataError{fmt.Errorf("%s: samples of %v in the %s split, of %v in the %s split", info.Name, first.Shape, first.Split, info.Shape, info.Split)}
		}
		last := -1
		for i := range set.Len() {
			last = max(last, set.Label(i))
		}
		if last >= cfg.Network.Classes {
			return tooFewClasses(cfg, info.Name, last)
		}
	}
	return nil
}

// noteOutputs says that outputs are left over, where the data have classes of their own.
func noteOutputs(cfg *snn.Config, set dataset, v *view) {
	if own, ok := set.(*datasets.FolderSet); ok && len(own.Classes) < cfg.Network.Classes {
		v.note("n_class = %d, and the folder has %d classes: the other outputs will learn to be silent", cfg.Network.Classes, len(own.Classes))
	}
}

func tooFewClasses(cfg *snn.Config, name string, label int) error {
	return usagef("%s: n_class = %d, but %s has the label %d: expected at least %d", cfg.Source, cfg.Network.Classes, name, label, label+1)
}
