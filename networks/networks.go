// Package networks holds the network files that come with the program: the
// published ones with the settings of the released code, and ours.
package networks

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// Default is the file that is trained when none is named.
const Default = "nmnist_sim.yaml"

// Read returns the text of a file, such as Default.
func Read(name string) ([]byte, error) { return files.ReadFile(name) }

// Names returns the names of all files, sorted.
func Names() []string {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return names
}
