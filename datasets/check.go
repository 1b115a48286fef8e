package datasets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// The layouts of folders that Check knows.
const (
	LayoutNMNIST  = "n-mnist"  // Train/<digit>/<id>.bin, Test/<digit>/<id>.bin
	LayoutIDX     = "idx"      // MNIST and its relatives
	LayoutCIFAR10 = "cifar-10" // binary version
)

// CheckReport is what Check found in a folder.
type CheckReport struct {
	Dir       string
	Layout    string
	Simulated bool // the folder says that its recordings are simulated
	Splits    []SplitReport
	Bad       []BadFile   // every file that can't be used, with the reason
	Notes     []string    // what is worth knowing and no fault
	Events    *EventStats // of all good recordings, nil for pictures
}

// SplitReport counts one split.
type SplitReport struct {
	Split   string // train or test
	Files   int    // read, good or bad
	Samples int    // good
	Labels  [10]int
	Pixels  []PixelStats // a channel, nil for recordings
}

// PixelStats are the mean and the standard deviation of a channel, of pixels
// scaled to 0 … 1.
type PixelStats struct{ Mean, SD float64 }

// BadFile is a file that can't be used.
type BadFile struct {
	Path   string
	Offset int64 // where the fault was found, in bytes; -1 if it has no place
	Reason string
}

// Check reads all data of a folder, whichever of the layouts it has, and
// reports what is there and what is wrong. Faults in the data are in the
// report; the error is for a folder that can't be read or recognised.
// progress may be nil.
func Check(ctx context.Context, dir string, progress func(done, total int)) (*CheckReport, error) {
	layout, err := layoutOf(dir)
	if err != nil {
		return nil, err
	}
	r := &CheckReport{Dir: dir, Layout: layout}
	if progress == nil {
		progress = func(int, int) {}
	}
	switch layout {
	case LayoutNMNIST:
		err = r.checkNMNIST(ctx, progress)
	case LayoutIDX:
		err = r.checkIDX(ctx, progress)
	case LayoutCIFAR10:
		err = r.checkCIFAR(ctx, progress)
	}
	if err != nil {
		return nil, err
	}
	if len(r.Splits) == 0 && len(r.Bad) == 0 {
		return nil, fmt.Errorf("datasets: data folder %s: %s", dir, strings.Join(r.Notes, "; "))
	}
	return r, nil
}

// Samples counts the good samples of all splits.
func (r *CheckReport) Samples() int {
	n := 0
	for _, s := range r.Splits {
		n += s.Samples
	}
	return n
}

// layoutOf finds out what a folder holds.
func layoutOf(dir string) (string, error) {
	if _, err := os.ReadDir(dir); err != nil {
		return "", fmt.Errorf("datasets: data folder: %w", err)
	}
	for _, l := range []struct {
		layout   string
		patterns []string
	}{
		{LayoutNMNIST, []string{"[Tt]rain", "[Tt]est"}},
		{LayoutIDX, []string{"*-images*idx3-ubyte*", "*-labels*idx1-ubyte*"}},
		{LayoutCIFAR10, []string{"data_batch_*.bin", "test_batch.bin", cifarFolder}},
	} {
		for _, p := range l.patterns {
			m, err := fs.Glob(os.DirFS(dir), p)
			if err == nil && len(m) > 0 {
				return l.layout, nil
			}
		}
	}
	return "", fmt.Errorf("datasets: data folder %s: expected Train/ or Test/ (recordings), *-idx3-ubyte[.gz] (MNIST), or data_batch_*.bin (CIFAR-10)", dir)
}

// bad records a fault.
func (r *CheckReport) bad(path string, err error) { r.Bad = append(r.Bad, badFile(path, err)) }

// badFile says what is wrong with a file, or with the one that the error names.
func badFile(path string, err error) BadFile {
	b := BadFile{Path: path, Offset: -1, Reason: err.Error()}
	var f *FormatError
	var p *PathError
	var pe *fs.PathError
	switch {
	case errors.As(err, &f):
		b.Offset, b.Reason = f.Offset, fmt.Sprintf("expected %s, got %s", f.Want, f.Got)
		if f.Path != "" {
			b.Path = f.Path
		}
	case errors.As(err, &p):
		b.Path, b.Reason = p.Path, fmt.Sprintf("%s: expected %s", p.What, p.Want)
	case errors.As(err, &pe):
		b.Path, b.Reason = pe.Path, pe.Err.Error()
	}
	return b
}

func (r *CheckReport) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}
