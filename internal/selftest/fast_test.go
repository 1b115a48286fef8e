package selftest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/golden"
	"github.com/snnsim/snnsim/internal/kernel"
)

// TestGolden runs every golden file on every back end.
func TestGolden(t *testing.T) {
	root := filepath.Join("..", "golden", "testdata")
	var files []string
	require.NoError(t, filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".json" && filepath.Base(filepath.Dir(path)) != "fuzz" {
			files = append(files, path)
		}
		return err
	}))
	require.NotEmpty(t, files)
	for _, path := range files {
		f, err := golden.Load(path)
		require.NoError(t, err)
		for _, k := range kernel.Available() {
			r := golden.Check(f, Fast{k})
			require.True(t, r.OK(), "%v", r)
		}
	}
}

// TestBuiltin runs the golden files that come with the program, each back end
// for itself.
func TestBuiltin(t *testing.T) {
	files, err := golden.Builtin()
	require.NoError(t, err)
	for _, k := range kernel.Available() {
		t.Run("impl="+k.Name, func(t *testing.T) {
			for _, f := range files {
				r := golden.Check(f, Fast{k})
				require.True(t, r.OK(), "%v", r)
			}
		})
	}
}
