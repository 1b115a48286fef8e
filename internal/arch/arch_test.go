package arch

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/snnsim/snnsim/"

// allowed lists what each package may import of this module, in the one
// direction that dependencies point.
var allowed = map[string][]string{
	"spikes":               {},
	"internal/kernel":      {},
	"internal/decimal":     {},
	"internal/nearest":     {},
	"internal/workers":     {},
	"internal/arch":        {},
	"docs":                 {}, // checks of the pages
	"internal/oracle":      {},
	"internal/atomicfile":  {},
	"internal/faultfs":     {"internal/atomicfile"},
	"internal/safetensors": {},
	"internal/npy":         {},
	"internal/matfile":     {},
	"internal/archive":     {"internal/atomicfile"},
	"internal/regular":     {},
	"internal/pth":         {"internal/regular"},
	"internal/tfevents":    {},
	"internal/golden":      {"internal/oracle", "internal/regular"},
	"lif":                  {"spikes", "internal/kernel"},
	"snn":                  {"lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/safetensors", "internal/atomicfile"},
	"tsslbp":               {"snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/workers", "internal/safetensors", "internal/atomicfile"},
	"datasets":             {"spikes", "internal/regular", "internal/atomicfile"},
	"datasets/nmnistsim":   {"datasets", "spikes", "internal/regular", "internal/atomicfile"},
	"datasets/eventfile":   {"datasets", "spikes", "internal/regular", "internal/npy", "internal/matfile", "internal/atomicfile"},
	"networks":             {},
	"models":               {"snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/safetensors", "internal/atomicfile"},
	"bench":                {"tsslbp", "snn", "lif", "spikes", "networks", "internal/kernel", "internal/decimal", "internal/nearest", "internal/workers", "internal/safetensors", "internal/atomicfile"},
	"internal/inspect":     {"tsslbp", "snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/workers", "internal/safetensors", "internal/atomicfile"},
	"internal/metrics":     {"tsslbp", "snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/workers", "internal/safetensors", "internal/atomicfile"},
	"internal/rundir":      {"internal/metrics", "tsslbp", "snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/workers", "internal/safetensors", "internal/atomicfile"},
	"internal/interop":     {"internal/npy", "internal/pth", "internal/regular", "snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/safetensors", "internal/atomicfile"},
	"internal/selftest":    {"internal/golden", "internal/oracle", "internal/regular", "tsslbp", "snn", "lif", "spikes", "internal/kernel", "internal/decimal", "internal/nearest", "internal/workers", "internal/safetensors", "internal/atomicfile"},
}

// faces are the packages that a person or the network meets. They may import
// what they show, and of the table above nothing imports them.
var faces = []string{"cmd/snnsim", "scripts/crash", "scripts/fuzz", "scripts/soak", "scripts/licences", "docs/results/fashion_search/means", "internal/figure", "internal/tui", "internal/web", "internal/report", "internal/fetch", "internal/catalog"}

// forbidden are packages that no library package may reach: terminal, plots,
// web, command line.
var forbidden = []string{"github.com/spf13", "golang.org/x/term", "gonum.org/v1/plot", "net/http", "charm.land", "github.com/charmbracelet", "database/sql"}

// TestEveryPackageIsListed keeps packages from being added without a decision
// on where they stand.
func TestEveryPackageIsListed(t *testing.T) {
	list := exec.Command("go", "list", "./...")
	list.Dir = filepath.Join("..", "..")
	out, err := list.Output()
	require.NoError(t, err)
	there := map[string]bool{}
	for _, path := range strings.Fields(string(out)) {
		pkg := strings.TrimPrefix(path, module)
		there[pkg] = true
		_, listed := allowed[pkg]
		assert.True(t, listed != slices.Contains(faces, pkg), "package %s: say in this file what it may import", pkg)
	}
	for pkg := range allowed {
		assert.True(t, there[pkg], "package %s is listed and not there", pkg)
	}
}

func TestImportsPointOneWay(t *testing.T) {
	for pkg, may := range allowed {
		out, err := exec.Command("go", "list", "-deps", module+pkg).Output()
		require.NoError(t, err, "go list %s", pkg)
		for _, dep := range strings.Fields(string(out)) {
			if own, ok := strings.CutPrefix(dep, module); ok && own != pkg {
				assert.True(t, slices.Contains(may, own), "%s imports %s", pkg, own)
			}
			for _, f := range forbidden {
				assert.False(t, strings.HasPrefix(dep, f), "%s imports %s", pkg, dep)
			}
		}
	}
}

const maxLines = 500

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func TestFilesAreShort(t *testing.T) {
	root := filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !generated.Match(text) {
			assert.LessOrEqual(t, bytes.Count(text, []byte("\n")), maxLines, path)
		}
		return nil
	}))
}
