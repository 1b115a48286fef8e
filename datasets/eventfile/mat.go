package eventfile

import (
	"errors"
	"fmt"
	"math"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/matfile"
)

// The sensor of ST-MNIST: 10 × 10 places of touch.
const matSide = 10

// decodeMAT reads MATLAB's files up to version 7 with the arrays x, y, t or ts (µs) and p or pol,
// as ASL-DVS has them, or with the array spiketrain of ST-MNIST: a column for every time, in it 1
// (ON) or -1 for each of 100 places that spike, row by row, and last the time in seconds.
func decodeMAT(b []byte, o Options) ([]datasets.Event, error) {
	list, err := matfile.Parse(b, min(maxFile, unpackedFloor+unpackedRatio*int64(len(b))))
	if err != nil {
		var f *matfile.FormatError
		if errors.As(err, &f) {
			return nil, &datasets.FormatError{Offset: f.Offset, Want: f.Want, Got: f.Got}
		}
		return nil, err
	}
	arrays := map[string]*matfile.Array{}
	for _, a := range list {
		arrays[a.Name] = a
	}
	l := events{o: o}
	if train := arrays["spiketrain"]; train != nil {
		err = l.spikeTrain(train)
	} else {
		err = l.matColumns(arrays)
	}
	if err != nil {
		return nil, err
	}
	return l.list, nil
}

// spikeTrain reads the array of ST-MNIST.
func (l *events) spikeTrain(a *matfile.Array) error {
	const rows = matSide*matSide + 1
	if len(a.Dims) != 2 || a.Dims[0] != rows {
		return &datasets.FormatError{Offset: -1, Want: "a spiketrain of 101 rows", Got: fmt.Sprintf("shape %v", a.Dims)}
	}
	for c := range a.Dims[1] {
		seconds := a.At(c*rows + rows - 1)
		t := math.Round(seconds * 1e6)
		if !(math.Abs(t) <= 1<<53) {
			return &datasets.FormatError{Offset: -1, Want: "a time in seconds", Got: fmt.Sprintf("%v in column %d", seconds, c)}
		}
		for i := range rows - 1 {
			v := a.At(c*rows + i)
			if v == 0 {
				continue
			}
			if v != 1 && v != -1 {
				return &datasets.FormatError{Offset: -1, Want: "-1, 0 or 1", Got: fmt.Sprintf("%v in row %d, column %d", v, i, c)}
			}
			if err := l.add(int64(i%matSide), int64(i/matSide), int64(t), int64(max(0, v)), -1); err != nil {
				return err
			}
		}
	}
	return nil
}

// matColumns reads an array for each of x, y, time and polarity.
func (l *events) matColumns(arrays map[string]*matfile.Array) error {
	var columns [4]*matfile.Array
	for k, names := range [4][2]string{{"x"}, {"y"}, {"t", "ts"}, {"p", "pol"}} {
		for _, name := range names {
			if columns[k] == nil {
				columns[k] = arrays[name]
			}
		}
		if columns[k] == nil {
			return &datasets.FormatError{Offset: -1, Want: "the arrays x, y, t or ts, and p or pol, or spiketrain", Got: "none of the name " + names[0]}
		}
		if n := columns[k].Len(); n != columns[0].Len() {
			return &datasets.FormatError{Offset: -1, Want: fmt.Sprintf("%d numbers in %s, as in x", columns[0].Len(), columns[k].Name), Got: fmt.Sprint(n)}
		}
	}
	for i := range columns[0].Len() {
		var v [4]int64
		for k, c := range columns {
			f := c.At(i)
			if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
				return &datasets.FormatError{Offset: -1, Want: "whole numbers", Got: fmt.Sprintf("%s = %v in event %d", c.Name, f, i)}
			}
			v[k] = int64(f)
		}
		if err := l.add(v[0], v[1], v[2], v[3], -1); err != nil {
			return err
		}
	}
	return nil
}
