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
	names []string               // of the classes, nil where their labels are the names
	wants string                 // the files that it reads
	knows func(name string) bool // by their names
	read  func(path string, s *spikes.Sample) error
}

func newPredictInput(c *snn.Checkpoint) (*predictInput, error) {
	cfg := &c.Network.Config
	kind, ok := kindOf(cfg.Network.Dataset)
	if !ok {
		return nil, dataError{fmt.Errorf("%s was trained on data of its own (dataset %q): a program that uses the library can prepare them", cfg.Source, cfg.Network.Dataset)}
	}
	switch kind {
	case setFolder:
		src := source{path: "-", shape: c.Network.Input}
		o := src.folder(cfg)
		in := recordingInput(func(path string, tr *spikes.Train) error {
			_, _, err := o.Read(path, tr)
			return err
		})
		in.names = c.Info.Classes
		return in, o.Validate()
	case setNMNIST, setSimulated:
		b := binning(cfg)
		in := recordingInput(func(path string, tr *spikes.Train) error {
			_, err := b.Read(eventfile.Options{}, path, tr)
			return err
		})
		return in, b.Validate()
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
	in.read = func(path string, s *spikes.Sample) error {
		pixels, err := readPicture(path, info.Shape)
		if err != nil {
			return err
		}
		set, err := datasets.NewImageSet(info, pixels, []byte{0}, norm)
		if err != nil {
			return err
		}
		return set.Fill(0, s, nil)
	}
	return in, nil
}

func recordingInput(read func(path string, tr *spikes.Train) error) *predictInput {
	return &predictInput{
		wants: strings.Join(formatNames(), ", "), knows: recordingFiles().Knows,
		read: func(path string, s *spikes.Sample) error {
			s.Kind = spikes.Events
			return read(path, &s.Train)
		},
	}
}

// list finds the files that arguments name: themselves, or those of folders.
func (in *predictInput) list(ctx context.Context, args []string) (files []string, err error) {
	for _, arg := range args {
		st, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !st.IsDir() {
			if !in.knows(arg) {
				return nil, fmt.Errorf("%s: expected a file of the kind that the network reads: %s", arg, in.wants)
			}
			files = append(files, arg)
			continue
		}
		before := len(files)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case path != arg && strings.HasPrefix(d.Name(), "."):
				if d.IsDir() {
					return filepath.SkipDir
				}
			case !d.IsDir() && in.knows(path):
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(files) == before {
			return nil, fmt.Errorf("%s: no file of the kind that the network reads: %s", arg, in.wants)
		}
	}
	return files, nil
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
	if name := in.ownName(class); name != "" {
		return fmt.Sprintf("%d: %s", class, name)
	}
	return strconv.Itoa(class)
}
