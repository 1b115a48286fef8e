package catalog

import (
	"os"
	"strings"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/archive"
	"github.com/snnsim/snnsim/internal/fetch"
)

// Pictures returns which of the sets in MNIST's format lies in a folder, by the
// content of its labels: mnist, fashion-mnist, or nothing if it is neither.
func Pictures(dir string) string {
	for _, s := range Sets() {
		for _, f := range s.Files {
			if f.Content != "" && strings.Contains(f.Name, "-labels-") && f.liesIn(dir) {
				return s.Name
			}
		}
	}
	return ""
}

// liesIn reports whether a gzip file, or what it unpacks to, lies in a folder.
func (f File) liesIn(dir string) bool {
	path, err := datasets.FindIDX(dir, strings.TrimSuffix(f.Name, ".gz"))
	if err != nil {
		return false
	}
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() || st.Size() > f.Max {
		return false
	}
	var got string
	if strings.HasSuffix(path, ".gz") {
		got, err = archive.GzipSHA256(path, f.Limits.Bytes)
	} else {
		got, err = fetch.SHA256(path)
	}
	return err == nil && got == f.Content
}
