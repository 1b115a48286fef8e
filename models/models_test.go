package models

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/snn"
)

// maxBytes is what a model may add to the program.
const maxBytes = 1 << 20

// TestModelsAreWhatTheirFilesSay checks every model that is embedded: it loads,
// holds nothing but weights, is small, was trained with the configuration
// beside it, and is described.
func TestModelsAreWhatTheirFilesSay(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	require.Contains(t, Names(), Default)
	for _, name := range Names() {
		c, err := Open(name, kernel.Available()[0])
		require.NoError(t, err)
		assert.Empty(t, c.Extra, "%s holds more than weights", name)
		assert.NotZero(t, c.Info.Epoch, name)
		assert.NotZero(t, c.Info.Accuracy, name)

		b, err := files.ReadFile(name + weights)
		require.NoError(t, err)
		assert.Less(t, len(b), maxBytes, name)

		text, err := Config(name)
		require.NoError(t, err)
		cfg, err := snn.ParseConfig(name+settings, text)
		require.NoError(t, err)
		assert.Empty(t, cfg.Network.DataPath, "%s names a folder of the machine it was trained on", name)
		assert.Empty(t, cfg.Network.Weights, "%s names a file of the machine it was trained on", name)
		assert.Equal(t, string(cfg.Text()), string(c.Network.Config.Text()), name)
		assert.Equal(t, c.Info.Seed, cfg.Network.Seed, name)

		assert.Contains(t, string(readme), "## "+name+"\n")
		assert.Contains(t, string(readme), c.Network.WeightsHash(), name)
		if c.Info.Simulated {
			assert.Contains(t, string(readme), "simulated")
		}
	}
	left, err := files.ReadDir(".")
	require.NoError(t, err)
	assert.Len(t, left, 2*len(Names()), "a file without its other half")
}

func TestUnknownModel(t *testing.T) {
	_, err := Open("nope", kernel.Available()[0])
	require.ErrorContains(t, err, `no model "nope": expected one of `)
	assert.False(t, Has("nope"))
	assert.True(t, Has(Default))
	_, err = Config("nope")
	require.Error(t, err)
}
