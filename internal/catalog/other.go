package catalog

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/snnsim/snnsim/internal/archive"
)

// Limits of files that the catalogue does not know.
const (
	otherBytes    = 16 << 30
	otherUnpacked = 64 << 30
	otherFiles    = 1_000_000
)

// Other describes a file at an address that the catalogue does not know. An
// archive is unpacked to a folder of its name. The checksum may be empty.
func Other(address, sha256 string) (Set, error) {
	u, err := url.Parse(address)
	if err != nil || !isURL(address) || u.Host == "" {
		return Set{}, fmt.Errorf("address %q: expected http:// or https:// and a host", address)
	}
	name := path.Base(u.Path)
	if name == "." || name == "/" || strings.HasPrefix(name, ".") || strings.ContainsAny(name, `\:`) {
		return Set{}, fmt.Errorf("address %q: expected the name of a file at its end", address)
	}
	f := File{Name: name, URLs: []string{address}, SHA256: sha256, Max: otherBytes, Limits: archive.Limits{Files: otherFiles, Bytes: otherUnpacked}}
	for _, ext := range []string{".zip", ".tar.gz", ".tgz", ".tar"} {
		if stem, ok := strings.CutSuffix(name, ext); ok && stem != "" {
			f.Folder, f.Whole = stem, true
		}
	}
	return Set{Name: name, Title: address, Licence: "not known", Page: address, Files: []File{f}}, nil
}
