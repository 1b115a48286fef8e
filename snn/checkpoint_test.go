package snn

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/safetensors"
	"github.com/snnsim/snnsim/spikes"
)

const smallNetwork = `Network:
  n_steps: 3
  n_class: 2
Layers:
  conv:
    type: conv
    in_channels: 2
    out_channels: 3
    kernel_size: [2, 1]
  out:
    type: linear
    n_inputs: 18
    n_outputs: 2
`

func small(t testing.TB) *Network {
	cfg, err := ParseConfig("small.yaml", []byte(smallNetwork))
	require.NoError(t, err)
	n, err := New(cfg, spikes.Shape{H: 3, W: 3, C: 2}, kernel.Available()[0])
	require.NoError(t, err)
	n.Init(1)
	return n
}

func TestCheckpointRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.safetensors")
	n := small(t)
	want := &Checkpoint{Network: n, Info: CheckpointInfo{
		Dataset: "nmnist-sim", Simulated: true, Kind: spikes.Image, Seed: 7, Epoch: 3, Accuracy: 0.875, Set: "validation",
		Versions: map[string]string{"go": "1"}, Classes: []string{"wave", `"clap", ä`},
	}, Extra: []Tensor{{Name: "opt.m", Shape: []int{2}, Data: []float32{1, 2}}}, Notes: map[string]string{"a": "b"}}
	require.NoError(t, SaveCheckpoint(path, want))
	got, err := LoadCheckpoint(path, n.Kernel())
	require.NoError(t, err)
	assert.Equal(t, want.Info, got.Info)
	assert.Equal(t, want.Extra, got.Extra)
	assert.Equal(t, want.Notes, got.Notes)
	assert.Equal(t, n.WeightsHash(), got.Network.WeightsHash())
	for i, w := range n.Weights() {
		assert.Equal(t, w.Data, got.Network.Weights()[i].Data)
	}
}

// TestCheckpointAlteredAnywhere flips every byte of a small checkpoint and cuts
// it everywhere; none of that may load.
func TestCheckpointAlteredAnywhere(t *testing.T) {
	n := small(t)
	b, err := (&Checkpoint{Network: n}).marshal()
	require.NoError(t, err)
	_, err = ParseCheckpoint(b, n.Kernel())
	require.NoError(t, err)
	for i := range b {
		b[i] ^= 0x10
		_, err := ParseCheckpoint(b, n.Kernel())
		assert.Error(t, err, "byte %d", i)
		b[i] ^= 0x10
		_, err = ParseCheckpoint(b[:i], n.Kernel())
		assert.Error(t, err, "cut at %d", i)
	}
}

func TestCheckpointFaultsHaveNames(t *testing.T) {
	n := small(t)
	path := filepath.Join(t.TempDir(), "c.safetensors")
	require.NoError(t, SaveCheckpoint(path, &Checkpoint{Network: n}))
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	file, err := safetensors.Unmarshal(b)
	require.NoError(t, err)

	b[len(b)-1] ^= 1
	require.NoError(t, os.WriteFile(path, b, 0o644))
	_, err = LoadCheckpoint(path, n.Kernel())
	require.ErrorIs(t, err, ErrChecksum)

	for want, extra := range map[string][]Tensor{
		"tensor q: a second one":                            {{Name: "q", Shape: []int{1}, Data: []float32{1}}, {Name: "q", Shape: []int{1}, Data: []float32{1}}},
		"tensor conv.weight: a second one":                  {{Name: "conv.weight", Shape: []int{1}, Data: []float32{1}}},
		"tensor q: 2 numbers do not fill the shape [3]":     {{Name: "q", Shape: []int{3}, Data: []float32{1, 2}}},
		"tensor q: 2 numbers do not fill the shape [-1 -2]": {{Name: "q", Shape: []int{-1, -2}, Data: []float32{1, 2}}},
	} {
		require.ErrorContains(t, SaveCheckpoint(path, &Checkpoint{Network: n, Extra: extra}), want)
	}
	require.ErrorContains(t, SaveCheckpoint(path, &Checkpoint{}), "no network")

	file.Metadata["kind"] = "smells"
	file.Metadata["sha256"] = checksum(file)
	b, err = safetensors.Marshal(file)
	require.NoError(t, err)
	_, err = ParseCheckpoint(b, n.Kernel())
	require.ErrorContains(t, err, `inputs of kind "smells": expected one of events, image, analog`)

	file.Metadata["kind"], file.Metadata["classes"] = "events", "wave, clap"
	file.Metadata["sha256"] = checksum(file)
	b, err = safetensors.Marshal(file)
	require.NoError(t, err)
	_, err = ParseCheckpoint(b, n.Kernel())
	require.ErrorContains(t, err, "metadata: invalid character 'w'")
}

func TestWeightsOfAnotherNetworkAreRefusedWhole(t *testing.T) {
	n := small(t)
	ts := n.FieldTensors()
	before := n.WeightsHash()
	ts[0].Data[0]++
	ts[1].Shape = []int{18, 2}
	require.ErrorContains(t, n.SetFieldTensors(ts), "the network has out.weight [2 18]")
	require.Error(t, n.SetFieldTensors(ts[:1]))
	assert.Equal(t, before, n.WeightsHash())
}

// TestFieldOrder reads weights that are numbered in the field's order.
func TestFieldOrder(t *testing.T) {
	n := small(t)
	ts := n.FieldTensors()
	assert.Equal(t, []int{3, 2, 2, 1}, ts[0].Shape)
	assert.Equal(t, []int{2, 18}, ts[1].Shape)
	for i := range ts {
		for j := range ts[i].Data {
			ts[i].Data[j] = float32(j)
		}
	}
	require.NoError(t, n.SetFieldTensors(ts))
	conv, out := n.Weights()[0], n.Weights()[1]
	for o := range 3 {
		for in := range 2 {
			for ky := range 2 {
				assert.Equal(t, float32((o*2+in)*2+ky), conv.Data[(ky*2+in)*3+o])
			}
		}
	}
	// The convolution leaves 2×3×3: cell (y, x, c) is input (c·2+y)·3+x.
	for o := range 2 {
		for y := range 2 {
			for x := range 3 {
				for c := range 3 {
					assert.Equal(t, float32(o*18+(c*2+y)*3+x), out.Data[((y*3+x)*3+c)*2+o])
				}
			}
		}
	}
	for i, got := range n.FieldTensors() {
		assert.Equal(t, ts[i], got)
	}
}

func TestSaveLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	require.ErrorContains(t, SaveCheckpoint(filepath.Join(dir, "no", "c"), &Checkpoint{Network: small(t)}), filepath.Join("no", "c"))
	require.NoError(t, SaveCheckpoint(filepath.Join(dir, "c"), &Checkpoint{Network: small(t)}))
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, files, 1)
}

// A file of a few bytes that names a network of gigabytes is refused before
// memory is taken for it.
func TestCheckpointOfMoreWeightsThanItHolds(t *testing.T) {
	n := small(t)
	b, err := (&Checkpoint{Network: n}).marshal()
	require.NoError(t, err)
	f, err := safetensors.Unmarshal(b)
	require.NoError(t, err)
	f.Metadata["network"] = "Network:\n  n_class: 2\nLayers:\n  a:\n    type: linear\n    n_inputs: 65536\n    n_outputs: 4096\n  b:\n    type: linear\n    n_inputs: 4096\n    n_outputs: 2\n"
	f.Metadata["input"] = "256,256,1"
	f.Metadata["sha256"] = checksum(f)
	b, err = safetensors.Marshal(f)
	require.NoError(t, err)
	_, err = ParseCheckpoint(b, n.Kernel())
	require.ErrorContains(t, err, "the network has 268443648 weights: the file has room for")
}

func FuzzParseCheckpoint(f *testing.F) {
	n := small(f)
	b, err := (&Checkpoint{Network: n}).marshal()
	require.NoError(f, err)
	f.Add(b)
	f.Add(b[:40])
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ParseCheckpoint(b, n.Kernel()); err == nil {
			text, err := c.marshal()
			require.NoError(t, err)
			again, err := ParseCheckpoint(text, n.Kernel())
			require.NoError(t, err)
			require.Equal(t, c.Network.WeightsHash(), again.Network.WeightsHash())
			require.Equal(t, c.Extra, again.Extra)
			require.Equal(t, c.Notes, again.Notes)
		}
		if file, err := safetensors.Unmarshal(b); err == nil {
			again, err := safetensors.Marshal(file)
			require.NoError(t, err)
			_, err = safetensors.Unmarshal(again)
			require.NoError(t, err)
		}
	})
}

// FuzzCheckpointMetadata puts what no checkpoint says behind a right checksum.
// What is accepted must be written and read again as the same.
func FuzzCheckpointMetadata(f *testing.F) {
	n := small(f)
	b, err := (&Checkpoint{Network: n, Notes: map[string]string{"a": "b"}}).marshal()
	require.NoError(f, err)
	file, err := safetensors.Unmarshal(b)
	require.NoError(f, err)
	m := file.Metadata
	f.Add(m["network"], m["input"], m["kind"], m["seed"], m["epoch"], m["accuracy"], m["versions"])
	f.Add(m["network"], "3,3,-2", "events", "-1", "1e3", "NaN", "[]")
	f.Add(m["network"], "1,1,3 ", "", "18446744073709551615", "-9223372036854775808", "0x1p-1074", "null")
	f.Fuzz(func(t *testing.T, network, input, kind, seed, epoch, accuracy, versions string) {
		file := &safetensors.File{Metadata: maps.Clone(m), Tensors: file.Tensors}
		for key, v := range map[string]string{"network": network, "input": input, "kind": kind, "seed": seed, "epoch": epoch, "accuracy": accuracy, "versions": versions} {
			file.Metadata[key] = v
		}
		file.Metadata["sha256"] = checksum(file)
		b, err := safetensors.Marshal(file)
		if err != nil {
			return
		}
		c, err := ParseCheckpoint(b, n.Kernel())
		if err != nil {
			return
		}
		again, err := c.marshal()
		require.NoError(t, err)
		second, err := ParseCheckpoint(again, n.Kernel())
		require.NoError(t, err)
		require.Equal(t, math.Float64bits(c.Info.Accuracy), math.Float64bits(second.Info.Accuracy))
		c.Info.Accuracy, second.Info.Accuracy = 0, 0
		require.Equal(t, c.Info, second.Info)
		require.Equal(t, c.Network.Input, second.Network.Input)
		require.Equal(t, string(c.Network.Config.Text()), string(second.Network.Config.Text()))
		require.Equal(t, c.Network.WeightsHash(), second.Network.WeightsHash())
	})
}

// What would not be read back is not written.
func TestOnlyWhatCanBeReadIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.safetensors")
	for want, change := range map[string]func(c *Checkpoint){
		`expected "threshold: 1" instead of "threshold: 2"`: func(c *Checkpoint) { c.Network.Config.Layers[0].Threshold = 2 },
		`expected "tau_m: 5" instead of "tau_m: 9"`:         func(c *Checkpoint) { c.Network.Config.Network.TauM = 9 },
		"epochs = 0": func(c *Checkpoint) { c.Network.Config.Network.Epochs = 0 },
		`metadata "dataset": "caf\xe9": expected UTF-8`: func(c *Checkpoint) { c.Info.Dataset = "caf\xe9" },
		`metadata "note.norm"`:                          func(c *Checkpoint) { c.Notes = map[string]string{"norm": "\x01\xff"} },
		"expected a name in UTF-8":                      func(c *Checkpoint) { c.Extra = []Tensor{{Name: "a\xff", Shape: []int{0}}} },
		"inputs of kind 7: expected":                    func(c *Checkpoint) { c.Info.Kind = 7 },
	} {
		cfg := DefaultConfig()
		l := DefaultLayer("output", TypeLinear)
		l.Inputs, l.Outputs = 3, 10
		cfg.Layers = []Layer{l}
		n, err := New(cfg, spikes.Flat(3), nil)
		require.NoError(t, err)
		c := &Checkpoint{Network: n}
		change(c)
		require.ErrorContains(t, SaveCheckpoint(path, c), want)
		assert.NoFileExists(t, path)
	}
}

// A network of another's configuration leaves that as it is.
func TestAClonedConfigurationIsOnesOwn(t *testing.T) {
	cfg := DefaultConfig()
	l := DefaultLayer("output", TypeLinear)
	l.Inputs, l.Outputs = 3, 10
	cfg.Layers, cfg.Network.Target = []Layer{l}, []int{1, 0}
	n, err := New(cfg, spikes.Flat(3), nil)
	require.NoError(t, err)
	other := n.Config.Clone()
	other.Layers[0].Threshold, other.Network.Target[0] = 2, 0
	assert.Equal(t, 1.0, n.Config.Layers[0].Threshold)
	assert.Equal(t, []int{1, 0}, n.Config.Network.Target)
}
