// Package networks holds the network files that come with the program: the
// published ones with the settings of the released code, and ours.
package networks

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

const ext = ".yaml"

// Default is the file that is trained when none is named.
const Default = "nmnist_sim.yaml"

// Read returns the text of a file, such as Default, whose name may be without
// its ending.
func Read(name string) ([]byte, error) { return files.ReadFile(file(name)) }

// Has reports whether there is a file of that name, with its ending or without.
func Has(name string) bool { return slices.Contains(Names(), file(name)) }

func file(name string) string { return strings.TrimSuffix(name, ext) + ext }

// Names returns the names of all files, sorted.
func Names() []string {
	names, err := fs.Glob(files, "*"+ext)
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return names
}
