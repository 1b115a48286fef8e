package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
)

const beginningNetwork = `
Network: {dataset: MNIST, epochs: 2, batch_size: 4}
Layers:
  output: {type: linear, n_inputs: 784, n_outputs: 10}
`

// ran runs a command line and returns its last line, the hash of the weights.
func ran(t *testing.T, code int, args ...string) (line, errors string) {
	t.Helper()
	var out, errs bytes.Buffer
	require.Equal(t, code, run(context.Background(), args, &out, &errs), errs.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[len(lines)-1], errs.String()
}

// leftAtTheBeginning makes the folder of a run whose process ended before its first step.
func leftAtTheBeginning(t *testing.T, cfg snn.Config, dir string) {
	t.Helper()
	v := newView(io.Discard, io.Discard, false)
	j, err := newJob(context.Background(), &trainFlags{threads: 1}, cfg, nil, v)
	require.NoError(t, err)
	defer j.close()
	require.NoError(t, startFrom(j.net, j.info.Classes, v))
	r, err := createRun(dir, &cfg)
	require.NoError(t, err)
	defer r.Close()
	require.NoError(t, j.begin(r, &rundir.EnvironmentFile{Network: cfg.Source, Sessions: []rundir.Session{j.session()}}))
}

// A run that ended before its first checkpoint goes on from the weights and on the data that it
// began with, and from no others.
func TestARunContinuesFromItsBeginning(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	require.NoError(t, mkMNIST("digits"))
	require.NoError(t, os.WriteFile("net.yaml", []byte(beginningNetwork), 0o644))
	ran(t, exitOK, "train", "net.yaml", "--data", "digits", "--epochs", "1", "--seed", "7", "--out", "source")
	require.NoError(t, os.Rename(filepath.Join("source", "last.safetensors"), "from.safetensors"))
	want, _ := ran(t, exitOK, "train", "net.yaml", "--data", "digits", "--weights", "from.safetensors", "--out", "whole")
	assert.NoFileExists(t, filepath.Join("whole", rundir.Beginning))

	cfg, err := snn.LoadConfig("net.yaml")
	require.NoError(t, err)
	cfg.Network.DataPath, cfg.Network.Weights = "digits", "from.safetensors"
	absoluteWeights(&cfg.Network)
	leftAtTheBeginning(t, cfg, "left")
	require.NoError(t, os.CopyFS("others", os.DirFS("digits")))
	images := filepath.Join("others", "train-images-idx3-ubyte")
	b, err := os.ReadFile(images)
	require.NoError(t, err)
	b[len(b)-1] ^= 0xff
	require.NoError(t, os.WriteFile(images, b, 0o644))
	_, said := ran(t, exitFailure, "train", "--resume", "left", "--data", "others")
	assert.Contains(t, said, "training data: is ")

	require.NoError(t, os.Remove("from.safetensors"))
	got, said := ran(t, exitOK, "train", "--resume", "left")
	assert.Contains(t, said, "continuing in epoch 1 after step 0")
	assert.Equal(t, want, got)
	assert.NoFileExists(t, filepath.Join("left", rundir.Beginning))
}

// With a validation set the test set is asked once, at the end, and must be the same then.
func TestTheTestSetStaysTheSame(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	require.NoError(t, mkMNIST("digits"))
	cfg, err := snn.ParseConfig("net.yaml", []byte(beginningNetwork))
	require.NoError(t, err)
	cfg.Network.DataPath, cfg.Data.Val = "digits", 0.3
	leftAtTheBeginning(t, cfg, "left")
	labels := filepath.Join("digits", "t10k-labels-idx1-ubyte")
	b, err := os.ReadFile(labels)
	require.NoError(t, err)
	last := len(b) - 1
	was := b[last]
	b[last] = (was + 1) % 10
	require.NoError(t, os.WriteFile(labels, b, 0o644))
	_, said := ran(t, exitFailure, "train", "--resume", "left")
	assert.Contains(t, said, "test data: is ")
	b[last] = was
	require.NoError(t, os.WriteFile(labels, b, 0o644))
	ran(t, exitOK, "train", "--resume", "left")
}

func TestWholeNumbersAreDecimal(t *testing.T) {
	cmd := newRoot()
	cmd.SetArgs([]string{"train", "--seed", "010", "--limit", "0100", "nosuchnetwork"})
	cmd.SetOut(io.Discard)
	require.Error(t, cmd.Execute())
	train, _, err := cmd.Find([]string{"train"})
	require.NoError(t, err)
	assert.Equal(t, "10", train.Flag("seed").Value.String())
	assert.Equal(t, "100", train.Flag("limit").Value.String())
}
