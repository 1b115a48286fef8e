package catalog

import (
	"os"
	"path/filepath"
	"strings"

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

// liesIn reports whether a gzip file, or what it unpacks to, lies in a folder under
// one of its usual names.
func (f File) liesIn(dir string) bool {
	plain := strings.TrimSuffix(f.Name, ".gz")
	for _, name := range []string{plain, strings.Replace(plain, "-idx", ".idx", 1)} {
		for path, sum := range map[string]func(string) (string, error){
			filepath.Join(dir, name):         fetch.SHA256,
			filepath.Join(dir, name) + ".gz": func(p string) (string, error) { return archive.GzipSHA256(p, f.Limits.Bytes) },
		} {
			if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() || st.Size() > f.Max {
				continue
			}
			if got, err := sum(path); err == nil && got == f.Content {
				return true
			}
		}
	}
	return false
}
