package golden

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goldenFiles lists the JSON files of a folder and of the folders in it.
func goldenFiles(t testing.TB, root string) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.json", "*/*.json"} {
		some, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		files = append(files, some...)
	}
	return files
}

func checkFolder(t *testing.T, root string) {
	files := goldenFiles(t, root)
	require.NotEmpty(t, files)
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f, err := Load(path)
			require.NoError(t, err)
			r := Check(f, Oracle{})
			assert.True(t, r.OK(), "%s", r)
			for _, q := range r.Skipped() {
				assert.Equal(t, "not known", q.Note, "%s", q) // of a file that came later
			}
			for _, q := range r.Quantities {
				assert.Zero(t, q.Excused, q.Name)
			}
			t.Logf("worst %s", r.Worst())
		})
	}
}

func TestOracleMeetsGoldenFiles(t *testing.T) {
	files := goldenFiles(t, "testdata")
	assert.Len(t, files, 13, "a golden file came or went")
	checkFolder(t, "testdata")
}

// TestOracleMeetsSharedGoldenFiles runs the folder the copies come from,
// where it lies beside the repository, so that files added there count.
func TestOracleMeetsSharedGoldenFiles(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared", "golden")
	if _, err := os.Stat(shared); err != nil {
		t.Skip("no shared golden folder beside the repository")
	}
	checkFolder(t, shared)
}

// TestQuantitiesCompared pins that nothing is lost between file and report.
func TestQuantitiesCompared(t *testing.T) {
	for path, want := range map[string]int{
		"testdata/lif_random_T5.json":                  5,
		"testdata/psp_and_kernel_target.json":          3 * 5,
		"testdata/pooling.json":                        3 * 2,
		"testdata/net_conv_pool_linear_count_T10.json": 8 + 1 + 2*(3+1+2+2),
		"testdata/net_linear_kernel_T5.json":           8 + 2*(3+1+2+2),
		"testdata/variants/variants.json":              (4 + 3) + (3 + 1) + 1 + (1 + 2 + 1 + 1 + 2 + 1) + 3,
	} {
		f, err := Load(filepath.FromSlash(path))
		require.NoError(t, err)
		assert.Len(t, Check(f, Oracle{}).Quantities, want, path)
	}
}
