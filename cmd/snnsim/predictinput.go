package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// predictInput prepares single files as a network's data set was.
type predictInput struct {
	names []string // of the classes, nil where their labels are the names
	wants string   // the files that it reads
	// tellsLate says that events behind the last step are unusual: of N-MNIST most are.
	tellsLate bool
	clock     string                 // what helps where a clock began too far from the first event
	knows     func(name string) bool // by their names
	// read reads a file into a sample and returns how many events it has, and how many of
	// them lie behind the last step.
	read func(path string, s *spikes.Sample) (events, late int, err error)
}

// newPredictInput prepares files as those of the checkpoint's data set, or of the one that
// is named instead.
func newPredictInput(c *snn.Checkpoint, dataset string) (*predictInput, error) {
	cfg := &c.Network.Config
	if dataset == "" {
		dataset = cfg.Network.Dataset
	}
	kind, ok := kindOf(dataset)
	switch {
	case dataset == "":
		return nil, usagef("%s does not say its data set: expected --dataset %s; other data are for a program that uses the library", cfg.Source, nameOfSets())
	case !ok:
		return nil, usagef("%s: dataset %q: expected --dataset %s; other data are for a program that uses the library", cfg.Source, dataset, nameOfSets())
	}
	if err := goesWith(kind, dataset, c); err != nil {
		return nil, err
	}
	in, err := inputOf(kind, c)
	if err == nil && c.Info.Classes != nil {
		in.names = c.Info.Classes
	}
	return in, err
}

// goesWith refuses files of another kind than the network was trained on, or of another
// shape.
func goesWith(kind setKind, name string, c *snn.Checkpoint) error {
	src := source{kind: kind, name: name, shape: c.Network.Input}
	switch kind {
	case setNMNIST, setSimulated:
		src.shape = datasets.EventShape
	case setCIFAR:
		src.shape = spikes.Shape{H: 32, W: 32, C: 3}
	case setMNIST, setFashion:
		if src.shape.C != 1 {
			return usagef("--dataset %s: pictures of one channel, the checkpoint takes %v", name, c.Network.Input)
		}
	}
	if src.shape != c.Network.Input {
		return unfit(name, src.shape, c.Network.Input)
	}
	if was, ok := kindOf(c.Info.Dataset); ok && src.recordings() != (&source{kind: was}).recordings() {
		return usagef("--dataset %s: %s was trained on %s", name, c.Network.Config.Source, c.Info.Dataset)
	}
	return nil
}

// inputOf prepares files of a kind for a checkpoint.
func inputOf(kind setKind, c *snn.Checkpoint) (*predictInput, error) {
	cfg := &c.Network.Config
	switch kind {
	case setFolder:
		src := source{path: "-", shape: c.Network.Input}
		o := src.folder(cfg)
		if err := o.Validate(); err != nil {
			return nil, usageError{err}
		}
		in := recordingInput(o.Read)
		in.tellsLate = true
		if o.ByClock {
			in.clock = "its steps are by the clock of the files, by_clock: true"
		}
		return in, nil
	case setNMNIST, setSimulated:
		b := binning(cfg)
		if err := b.Validate(); err != nil {
			return nil, usageError{err}
		}
		in := recordingInput(func(path string, tr *spikes.Train) (events, late int, err error) {
			return b.Read(eventfile.Options{}, path, tr)
		})
		in.clock = "snnsim data convert --from-zero counts from the first event"
		return in, nil
	}
	in := &predictInput{wants: "png, jpeg or gif", knows: isPicture}
	norm := datasets.MNISTNormalization()
	switch kind {
	case setFashion:
		in.names = datasets.FashionMNISTClasses()
	case setCIFAR:
		in.names, norm = datasets.CIFAR10Classes(), datasets.CIFAR10Normalization()
	}
	info := datasets.Info{Shape: c.Network.Input, Classes: 1}
	in.read = func(path string, s *spikes.Sample) (events, late int, err error) {
		pixels, err := readPicture(path, info.Shape)
		if err != nil {
			return 0, 0, err
		}
		set, err := datasets.NewImageSet(info, pixels, []byte{0}, norm)
		if err != nil {
			return 0, 0, err
		}
		return 0, 0, set.Fill(0, s, nil)
	}
	return in, nil
}

func recordingInput(read func(path string, tr *spikes.Train) (events, late int, err error)) *predictInput {
	return &predictInput{
		wants: formatList(eventfile.Formats()), knows: recordingFiles().Knows,
		read: func(path string, s *spikes.Sample) (events, late int, err error) {
			s.Kind = spikes.Events
			return read(path, &s.Train)
		},
	}
}

// hint adds what helps to a fault.
func (in *predictInput) hint(err error) error {
	if in.clock != "" && beyondClock(err) {
		return fmt.Errorf("%w (%s)", err, in.clock)
	}
	return err
}

// list finds the files that arguments name: themselves, or those of folders. bad is what is
// wrong with arguments, and with what is in the folders.
func (in *predictInput) list(ctx context.Context, args []string) (files []string, bad []error, err error) {
	for _, arg := range args {
		st, err := os.Stat(arg)
		switch {
		case err != nil:
			bad = append(bad, err)
			continue
		case !st.IsDir() && !in.knows(arg):
			bad = append(bad, fmt.Errorf("%s: expected a file of the kind that the network reads: %s", arg, in.wants))
			continue
		case !st.IsDir():
			files = append(files, arg)
			continue
		}
		found, faults, err := in.walk(ctx, arg)
		if err != nil {
			return nil, nil, err
		}
		if len(found)+len(faults) == 0 {
			bad = append(bad, fmt.Errorf("%s: no file of the kind that the network reads: %s", arg, in.wants))
		}
		files, bad = append(files, found...), append(bad, faults...)
	}
	return files, bad, nil
}

// walk finds the files in a folder, or a link to one, and in those below.
func (in *predictInput) walk(ctx context.Context, dir string) (files []string, bad []error, err error) {
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, nil, err
	}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			bad = append(bad, err)
		case path != root && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return filepath.SkipDir
			}
		case !d.IsDir() && in.knows(path):
			files = append(files, filepath.Join(dir, strings.TrimPrefix(path, root)))
		}
		return nil
	})
	return files, bad, err
}

// ownName returns a class's name, empty where its label is the name.
func (in *predictInput) ownName(class int) string {
	if class < len(in.names) && in.names[class] != strconv.Itoa(class) {
		return in.names[class]
	}
	return ""
}

// numbered puts the label before the name.
func (in *predictInput) numbered(class int) string {
	return numbered(class, in.ownName(class))
}
