package nmnistsim

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"

	"github.com/snnsim/snnsim/datasets"
)

// Options say what is simulated and how it is served.
type Options struct {
	Params Params
	Seed   uint64
	// Digits is a folder with MNIST's IDX files as the source of digits.
	// Empty means the embedded ones.
	Digits string
	Split  string // train or test
	Limit  int    // most digits, from the first on, 0 for all
	datasets.Binning
	// Shift moves every augmented sample by up to so many pixels each way.
	Shift    int
	CacheDir string // empty means datasets.CacheDir()
	NoCache  bool
	Workers  int                   // 0 for all processors
	Progress func(done, total int) // called from one goroutine at a time, may be nil
}

// DefaultOptions returns the options of the embedded default: the first 30
// steps of 3 ms, stabilised, of the training split under seed 1.
func DefaultOptions() Options {
	return Options{Params: DefaultParams(), Seed: 1, Split: datasets.Train, Binning: datasets.DefaultNMNIST().Binning}
}

// Validate reports options that Open refuses.
func (o Options) Validate() error {
	faults := []error{o.Params.Validate(), o.Binning.Validate()}
	if o.Split != datasets.Train && o.Split != datasets.Test {
		faults = append(faults, fmt.Errorf("nmnistsim: split %q: expected train or test", o.Split))
	}
	if o.Shift < 0 {
		faults = append(faults, fmt.Errorf("nmnistsim: shift of %d pixels: expected 0 or more", o.Shift))
	}
	return errors.Join(faults...)
}

// source loads the digits of the options' split.
func (o *Options) source() (*images, error) {
	load := func() (*images, error) { return embeddedImages(o.Split) }
	if o.Digits != "" {
		load = func() (*images, error) { return mnistImages(o.Digits, o.Split) }
	}
	set, err := load()
	if err != nil {
		return nil, err
	}
	if o.Limit > 0 && o.Limit < len(set.labels) {
		set.raw, set.labels = set.raw[:o.Limit], set.labels[:o.Limit]
	}
	return set, nil
}

// version changes whenever the same options give other recordings.
const version = 1

// cacheKey identifies what Open makes of the options.
func (o *Options) cacheKey(set *images) [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "nmnist-sim %d %d %+v %d %s %+v\n", version, datasets.BinningVersion, o.Params, o.Seed, o.Split, o.Binning)
	for i, px := range set.raw {
		fmt.Fprintf(h, "%d ", set.labels[i])
		h.Write(px)
	}
	return [32]byte(h.Sum(nil))
}

func (o *Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// sampleNumber selects the random numbers of a recording: the splits draw
// from different ones.
func (o *Options) sampleNumber(i int) uint64 {
	if o.Split == datasets.Test {
		return 1<<32 | uint64(i)
	}
	return uint64(i)
}
