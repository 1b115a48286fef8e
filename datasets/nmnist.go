package datasets

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/snnsim/snnsim/spikes"
)

// SimulatedNote is the file that marks an N-MNIST folder as simulated.
const SimulatedNote = "SIMULATED.txt"

// Recording is one file of an N-MNIST folder.
type Recording struct {
	Path      string
	Label, ID int
	Size      int64 // bytes
	ModTime   int64 // ns
}

// NMNISTOptions says how an N-MNIST folder is read.
type NMNISTOptions struct {
	Binning
	// SkipBad leaves bad recordings out instead of refusing the folder. What
	// is left is not kept in a cache, so that the bad ones are named each time.
	SkipBad bool
	// CacheDir is where binned recordings are kept, so that the many small
	// files are parsed once. Empty means CacheDir().
	CacheDir string
	NoCache  bool
	// Shift moves every augmented sample by up to so many pixels each way.
	Shift int
	// Drop leaves every spike of an augmented sample out with this probability.
	Drop float64
	// Progress is told how many recordings have been read, one call at a time;
	// an error that it returns ends the reading. It may be nil.
	Progress func(done, total int) error
}

// DefaultNMNIST returns the published preparation: 30 steps of 3 ms,
// stabilised, with the released loader's off-by-one mended.
func DefaultNMNIST() NMNISTOptions {
	return NMNISTOptions{Binning: Binning{Steps: 30, BinMicros: 3000, Stabilize: true}}
}

// ListNMNIST lists the recordings of a split, Train/<digit>/<id>.bin or
// Test/<digit>/<id>.bin, by their id. A folder with faults is refused with all
// of them.
func ListNMNIST(dir, split string) ([]Recording, error) {
	list, faults, err := listNMNIST(dir, split)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, joinSome(faults)
	}
	return list, nil
}

// listNMNIST lists what is a recording, and what should be one and is not.
func listNMNIST(dir, split string) (list []Recording, faults []error, err error) {
	root, folders, err := splitFolder(dir, split)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range folders {
		if hidden(d.Name()) || !isDir(filepath.Join(root, d.Name())) {
			continue
		}
		label, err := strconv.Atoi(d.Name())
		if err != nil || label < 0 || label > 9 || d.Name() != strconv.Itoa(label) {
			faults = append(faults, &PathError{Path: filepath.Join(root, d.Name()), What: "label folder", Want: "a digit 0 to 9"})
			continue
		}
		files, err := os.ReadDir(filepath.Join(root, d.Name()))
		if err != nil {
			return nil, nil, fmt.Errorf("datasets: %w", err)
		}
		for _, f := range files {
			stem, ok := strings.CutSuffix(f.Name(), recordingExt)
			if !ok || f.IsDir() || hidden(f.Name()) {
				continue
			}
			path := filepath.Join(root, d.Name(), f.Name())
			id, err := strconv.Atoi(stem)
			if err != nil {
				faults = append(faults, &PathError{Path: path, What: "recording", Want: "a number as its name"})
				continue
			}
			info, err := os.Stat(path) // of the recording, where f is a link
			if err != nil {
				faults = append(faults, fmt.Errorf("datasets: %w", err))
				continue
			}
			if !info.Mode().IsRegular() {
				faults = append(faults, &PathError{Path: path, What: "recording", Want: "a file"})
				continue
			}
			list = append(list, Recording{Path: path, Label: label, ID: id, Size: info.Size(), ModTime: info.ModTime().UnixNano()})
		}
	}
	if len(list) == 0 && len(faults) == 0 {
		return nil, nil, fmt.Errorf("datasets: n-mnist folder %s: no recording <digit>/<id>.bin", root)
	}
	slices.SortFunc(list, func(a, b Recording) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Path, b.Path))
	})
	return list, faults, nil
}

const recordingExt = ".bin"

// splitFolder finds the folder of a split, Train or train, and what it holds.
func splitFolder(dir, split string) (root string, entries []os.DirEntry, err error) {
	if err := checkSplit(split); err != nil {
		return "", nil, err
	}
	if _, err := os.Stat(dir); err != nil {
		return "", nil, fmt.Errorf("datasets: n-mnist folder: %w", err)
	}
	name := strings.ToUpper(split[:1]) + split[1:]
	root = filepath.Join(dir, name)
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		root = filepath.Join(dir, split)
	}
	entries, err = os.ReadDir(root)
	if err != nil {
		return "", nil, fmt.Errorf("datasets: n-mnist folder %s: expected a folder %s: %w", dir, name, err)
	}
	return root, entries, nil
}

// hidden names what file managers and archivers leave behind.
func hidden(name string) bool { return strings.HasPrefix(name, ".") }

// ReadRecording reads the events of one file.
func ReadRecording(path string) ([]Event, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("datasets: recording: %w", err)
	}
	ev, err := DecodeEvents(b)
	if err != nil {
		var f *FormatError
		if errors.As(err, &f) {
			f.Path = path
		}
		return nil, err
	}
	for i, e := range ev {
		if e.X >= Side || e.Y >= Side {
			return nil, &FormatError{Path: path, Offset: int64(i * eventBytes), Want: "x and y from 0 to 33", Got: fmt.Sprintf("(%d, %d)", e.X, e.Y)}
		}
	}
	return ev, nil
}

// OpenNMNIST opens one split of an N-MNIST folder.
func OpenNMNIST(dir, split string, o NMNISTOptions) (*EventSet, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if o.Shift < 0 || !(o.Drop >= 0 && o.Drop <= 1) {
		return nil, fmt.Errorf("datasets: augmentation: shift of %d pixels, drop of %v: expected 0 or more, and 0 to 1", o.Shift, o.Drop)
	}
	list, err := ListNMNIST(dir, split)
	if err != nil {
		return nil, err
	}
	set := &EventSet{Shift: o.Shift, Drop: o.Drop, info: Info{Name: "N-MNIST", Split: split, Kind: spikes.Events, Shape: EventShape, Steps: o.Steps, Classes: 10}}
	if _, err := os.Stat(filepath.Join(dir, SimulatedNote)); err == nil {
		set.info.Name, set.info.Simulated = "nmnist-sim", true
	}
	key := recordingsKey(list, o.Binning)
	path := ""
	if !o.NoCache {
		if path = cachePath(o.CacheDir, "nmnist-"+split, key); path != "" {
			if set.packed, err = LoadPacked(path, key); err == nil {
				return set, nil
			}
		}
	}
	var bad []error
	set.packed, bad, err = packRecordings(list, o)
	if err != nil {
		return nil, fmt.Errorf("datasets: n-mnist folder %s: %w", dir, err)
	}
	if len(bad) > 0 {
		if !o.SkipBad {
			return nil, joinSome(bad)
		}
		set.Bad = bad
		if set.packed.Len() == 0 {
			return nil, fmt.Errorf("datasets: n-mnist folder %s: no good recording: %w", dir, joinSome(bad))
		}
		return set, nil
	}
	if path != "" {
		// The data set works without a cache, so a folder that can't be
		// written is no reason to stop.
		_ = set.packed.Save(path, key)
	}
	return set, nil
}

// packRecordings reads and bins all recordings, on all processors. bad tells
// of recordings that are none; err is what Progress returned.
func packRecordings(list []Recording, o NMNISTOptions) (p *Packed, bad []error, err error) {
	type result struct {
		code []byte
		err  error
	}
	results := make([]result, len(list))
	var (
		wg      sync.WaitGroup
		mu      sync.Mutex
		done    int
		stopped atomic.Bool
	)
	count := func() {
		mu.Lock()
		defer mu.Unlock()
		if done++; o.Progress != nil && err == nil {
			if err = o.Progress(done, len(list)); err != nil {
				stopped.Store(true)
			}
		}
	}
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			var tr spikes.Train
			for i := w; i < len(list) && !stopped.Load(); i += n {
				results[i].code, results[i].err = packRecording(list[i].Path, o.Binning, &tr)
				count()
			}
		}()
	}
	wg.Wait()
	if err != nil {
		return nil, nil, err
	}
	p = NewPacked(EventShape, o.Steps)
	for i, r := range results {
		if r.err != nil {
			bad = append(bad, r.err)
			continue
		}
		p.appendCode(list[i].Label, r.code)
	}
	return p, bad, nil
}

// packRecording reads and bins one recording.
func packRecording(path string, b Binning, tr *spikes.Train) ([]byte, error) {
	ev, err := ReadRecording(path)
	if err != nil {
		return nil, err
	}
	if len(ev) == 0 {
		return nil, &FormatError{Path: path, Want: "at least one event", Got: "an empty file"}
	}
	b.Bin(ev, tr)
	return encodeTrain(nil, tr), nil
}

const maxShown = 20 // faults listed one by one

func joinSome(errs []error) error {
	if more := len(errs) - maxShown; more > 0 {
		errs = append(slices.Clone(errs[:maxShown]), fmt.Errorf("datasets: and %d more bad recordings", more))
	}
	return errors.Join(errs...)
}
