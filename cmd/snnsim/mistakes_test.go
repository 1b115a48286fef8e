package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// TestMistakesAreAnswered with what was meant, or what is expected.
func TestMistakesAreAnswered(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.Mkdir("folder", 0o755))
	require.NoError(t, os.WriteFile(filepath.Join("folder", "train-images-idx3-ubyte"), nil, 0o644))
	for line, want := range map[string]string{
		"trian":                             `unknown command "trian" for "snnsim"; did you mean "train"?`,
		"plot cruves":                       `unknown command "cruves" for "snnsim plot"; did you mean "curves"?`,
		"zebra":                             `unknown command "zebra" for "snnsim"`,
		"train --epohs 3":                   "unknown flag: --epohs; did you mean --epochs?",
		"train -q":                          "unknown shorthand flag: 'q' in -q",
		"train --epochs x":                  `--epochs "x": expected a whole number`,
		"train --seed -1":                   `--seed "-1": expected a whole number, not below 0`,
		"train --lr fast":                   `--lr "fast": expected a number`,
		"train --plain=perhaps":             `--plain "perhaps": expected true or false`,
		"train mnist-cnn":                   `; did you mean "mnist_cnn"?`,
		"train folder":                      "network file folder: a folder: expected a network file",
		"train --dataset FasionMNIST":       `; did you mean "FashionMNIST"?`,
		"train --data folder":               "neither MNIST nor Fashion-MNIST, by their labels: --dataset says",
		"eval":                              "received 0: expected snnsim eval RUN|CHECKPOINT|MODEL",
		"eval nmnist_cnn":                   "nmnist_cnn is a network without weights: snnsim train nmnist_cnn gives it some",
		"eval nmnist_smi":                   `; did you mean "nmnist_sim"?`,
		"runs compare one":                  "only received 1: expected snnsim runs compare RUN RUN ...",
		"export mnist":                      "expected --out with a name that ends in .npz, .safetensors or .csv, or --to csv",
		"export mnist --to csv --out x.npz": "--out x.npz: expected a name that ends in .csv",
		"average folder":                    "expected --out with a name that ends in .safetensors",
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), strings.Fields(line), &out, &errs)
		assert.NotZero(t, code, line)
		assert.Contains(t, errs.String(), want, line)
		assert.Equal(t, 1, strings.Count(errs.String(), "\n"), line)
	}
}

// TestARunInThePlaceOfANetwork is probably meant to be continued.
func TestARunInThePlaceOfANetwork(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	require.Zero(t, run(context.Background(), strings.Fields("train --epochs 1 --limit 10 --out try --plain"), &out, &errs), errs.String())
	errs.Reset()
	assert.Equal(t, exitUsage, run(context.Background(), []string{"train", "try"}, &out, &errs))
	assert.Contains(t, errs.String(), "a run folder: --resume try continues the run, "+quote(filepath.Join("try", "config.yaml"))+" begins another with its settings")

	// What is said of the data before there is a run folder is in its log too.
	text, err := os.ReadFile(filepath.Join("try", "log.txt"))
	require.NoError(t, err)
	assert.Contains(t, string(text), "nmnist-sim is simulated")

	// The simulated set has digits of its own, whatever folder another had.
	cfg := snn.DefaultConfig()
	cfg.Network.Dataset, cfg.Network.DataPath = "NMNIST", "recordings"
	(&dataFlags{name: "nmnist-sim"}).forCheckpoint(&cfg, &snn.Checkpoint{Network: &snn.Network{}})
	assert.Equal(t, []string{"nmnist-sim", ""}, []string{cfg.Network.Dataset, cfg.Network.DataPath})
	cfg.Network.DataPath = "digits"
	(&dataFlags{name: "nmnist-sim"}).forCheckpoint(&cfg, &snn.Checkpoint{Network: &snn.Network{}})
	assert.Equal(t, "digits", cfg.Network.DataPath)

	// A port that is taken is found before the data are read.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	errs.Reset()
	assert.Equal(t, exitFailure, run(context.Background(), []string{"view", "try", "--http", l.Addr().String()}, &out, &errs))
	assert.Equal(t, "snnsim: "+l.Addr().String()+" is in use: expected a free port; --http :0 takes any\n", errs.String())

	// A folder does not hide a network that comes with the program.
	require.NoError(t, os.Mkdir("mnist_cnn", 0o755))
	_, err = loadNetwork([]string{"mnist_cnn"})
	require.NoError(t, err)
	assert.False(t, isTrained("nmnist_sim"), "a network file and a model")
	assert.True(t, isTrained("mnist"))
	assert.True(t, isTrained("try"))
	require.NoError(t, os.Mkdir("nmnist_sim", 0o755))
	assert.False(t, isTrained("nmnist_sim"), "an empty folder")
	require.NoError(t, os.Remove("nmnist_sim"))
	require.NoError(t, os.Rename("try", "nmnist_sim"))
	assert.True(t, isTrained("nmnist_sim"), "a run")
	require.NoError(t, os.Rename("nmnist_sim", "try"))

	// Nor does one, such as that of the data, hide a model.
	require.NoError(t, os.Mkdir("mnist", 0o755))
	k, err := kernel.Default()
	require.NoError(t, err)
	_, err = openCheckpoint("mnist", k)
	require.NoError(t, err)
	assert.True(t, isTrained("mnist"))
	s := snn.Settings{Weights: "mnist"}
	absoluteWeights(&s)
	assert.Equal(t, "mnist", s.Weights)

	// Classes that no sample is of have no recall.
	out.Reset()
	require.Zero(t, run(context.Background(), strings.Fields("eval try --limit 1"), &out, &errs))
	assert.Contains(t, out.String(), "–")
	assert.NotContains(t, out.String(), "NaN")
	out.Reset()
	require.Zero(t, run(context.Background(), strings.Fields("info try"), &out, &errs))
	assert.Contains(t, out.String(), "network     try\n")
	assert.Contains(t, out.String(), "pooling 2x2")
}
