package catalog

import (
	"github.com/snnsim/snnsim/internal/archive"
	"github.com/snnsim/snnsim/snn"
)

// Set is a data set.
type Set struct {
	Name    string // as the command line has it
	Title   string
	Licence string
	Page    string // where a person finds it
	Note    string // what a person should know first, may be empty
	Files   []File
}

// File is one file of a data set.
type File struct {
	Name   string   // of the file
	Others []string // further names under which people keep it
	URLs   []string
	SHA256 string // hexadecimal
	Size   int64  // bytes, 0 if it is not known
	Max    int64  // bytes, the largest size that is taken

	// Content is the hexadecimal SHA-256 of what a gzip file unpacks to, empty
	// for other files. The file is kept packed.
	Content string
	// Folder is what an archive unpacks to, empty for files that are kept as
	// they are.
	Folder string
	// Whole says that everything in the archive goes to Folder, instead of the
	// folder of that name in it.
	Whole  bool
	Limits archive.Limits
}

// Find returns a data set by its name.
func Find(name string) (Set, bool) {
	for _, s := range Sets() {
		if snn.DatasetKey(s.Name) == snn.DatasetKey(name) {
			return s, true
		}
	}
	return Set{}, false
}

// Names lists the names of all data sets.
func Names() []string {
	var names []string
	for _, s := range Sets() {
		names = append(names, s.Name)
	}
	return names
}
