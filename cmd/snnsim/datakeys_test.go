package main

import (
	"context"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

// Every key of the section Data changes what training is given: the data's identity
// names the samples and how they are altered.
func TestDataKeysReachTheData(t *testing.T) {
	for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData"} { // of the systems that there are
		t.Setenv(name, t.TempDir())
	}
	dir := t.TempDir()
	images, events := filepath.Join(dir, "images"), filepath.Join(dir, "events")
	require.NoError(t, mkMNIST(images))
	require.NoError(t, mkNMNIST(events))
	photos := filepath.Join(dir, "photos")
	require.NoError(t, mkCIFAR(photos))
	// Recordings that begin later than 0 µs.
	late := filepath.Join(dir, "late")
	for _, split := range []string{"Train", "Test"} {
		for label := range 10 {
			b, err := datasets.AppendEvents(nil, []datasets.Event{{X: uint16(label), T: 7000}, {X: 20, Y: 3, T: 23_000}})
			require.NoError(t, err)
			require.NoError(t, write(filepath.Join(late, split, strconv.Itoa(label), "1.bin"), b))
		}
	}
	identity := func(t *testing.T, network, set, data string, change func(*snn.Data)) string {
		cfg, err := loadNetwork([]string{network})
		require.NoError(t, err)
		if set != "" {
			cfg.Network.Dataset, cfg.Network.Input = set, []int{2, 34, 34}
		}
		cfg.Network.DataPath = data
		change(&cfg.Data)
		src, err := resolveSource(&cfg)
		require.NoError(t, err)
		sets, err := src.open(context.Background(), &cfg, []string{datasets.Train}, newView(io.Discard, io.Discard, false))
		require.NoError(t, err)
		return src.loader(sets[0], &cfg, 1, cfg.Data.Limit, true).Identity()
	}
	tried := map[string]bool{"val": true} // which parts the training set
	for name, c := range map[string]struct {
		network, set, data string
		changes            map[string]func(*snn.Data)
	}{
		"pictures": {"mnist_cnn", "", images, map[string]func(*snn.Data){
			"nothing": func(*snn.Data) {},
			"augment": func(d *snn.Data) { d.Augment = false },
			"shift":   func(d *snn.Data) { d.Shift = 1 },
			"flip":    func(d *snn.Data) { d.Flip = true },
			"rotate":  func(d *snn.Data) { d.Rotate = 1 },
			"zoom":    func(d *snn.Data) { d.Zoom = 0.1 },
			"erase":   func(d *snn.Data) { d.Erase = 1 },
			"limit":   func(d *snn.Data) { d.Limit = 10 },
		}},
		"photographs": {"cifar10_tiny", "", photos, map[string]func(*snn.Data){
			"nothing": func(*snn.Data) {},
			"augment": func(d *snn.Data) { d.Augment = false },
			"crop":    func(d *snn.Data) { d.Crop = 0 },
			"zoom":    func(d *snn.Data) { d.Zoom = 0.1 },
			"limit":   func(d *snn.Data) { d.Limit = 10 },
			"rotate":  func(d *snn.Data) { d.Rotate = 1 },
			"erase":   func(d *snn.Data) { d.Erase = 1 },
		}},
		"recordings of any camera": {"nmnist_cnn", datasets.FolderName, late, map[string]func(*snn.Data){
			"nothing":  func(*snn.Data) {},
			"augment":  func(d *snn.Data) { d.Augment = false },
			"bin_us":   func(d *snn.Data) { d.BinMicros = 5000 },
			"by_clock": func(d *snn.Data) { d.ByClock = true },
			"shift":    func(d *snn.Data) { d.Shift = 1 },
			"drop":     func(d *snn.Data) { d.Drop = 0.1 },
			"flip":     func(d *snn.Data) { d.Flip = true },
			"limit":    func(d *snn.Data) { d.Limit = 10 },
		}},
		"simulated": {"nmnist_sim", "", images, map[string]func(*snn.Data){
			"nothing":    func(*snn.Data) {},
			"augment":    func(d *snn.Data) { d.Augment = false },
			"bin_us":     func(d *snn.Data) { d.BinMicros = 5000 },
			"stabilize":  func(d *snn.Data) { d.Stabilize = false },
			"off_by_one": func(d *snn.Data) { d.OffByOne = true },
			"shift":      func(d *snn.Data) { d.Shift = 3 },
			"flip":       func(d *snn.Data) { d.Flip = true },
			"drop":       func(d *snn.Data) { d.Drop = 0.3 },
			"limit":      func(d *snn.Data) { d.Limit = 10 },
		}},
		"recordings": {"nmnist_cnn", "", events, map[string]func(*snn.Data){
			"nothing":    func(*snn.Data) {},
			"augment":    func(d *snn.Data) { d.Augment = false },
			"bin_us":     func(d *snn.Data) { d.BinMicros = 5000 },
			"stabilize":  func(d *snn.Data) { d.Stabilize = false },
			"off_by_one": func(d *snn.Data) { d.OffByOne = true },
			"flip":       func(d *snn.Data) { d.Flip = true },
			"shift":      func(d *snn.Data) { d.Shift = 1 },
			"drop":       func(d *snn.Data) { d.Drop = 0.1 },
			"limit":      func(d *snn.Data) { d.Limit = 10 },
		}},
	} {
		t.Run(name, func(t *testing.T) {
			seen := map[string]string{}
			for key, change := range c.changes {
				id := identity(t, c.network, c.set, c.data, change)
				assert.Empty(t, seen[id], "%s gives what %s gives", key, seen[id])
				seen[id] = key
				tried[key] = true
			}
		})
	}
	cfg := snn.DefaultConfig()
	_, section, _ := strings.Cut(string(cfg.Text()), "\nData:\n")
	section, _, _ = strings.Cut(section, "\n\n")
	for _, line := range strings.Split(section, "\n") {
		key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		assert.True(t, tried[key], "the key %s is tried for no data", key)
	}
}
