package datasets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// BinningVersion changes whenever the same recordings and binning give other
// spikes.
const BinningVersion = 1

// cacheFile is the cache of a split of a folder of recordings. Its name says the
// folder and how it is read, and then what the recordings were:
// <family>-<split>-<folder>-<key>.spikes. So one that became stale is found.
type cacheFile struct {
	path string // empty for no cache
	own  string // what the names of all caches of this folder and binning begin with
	key  [32]byte
}

// cachePlace says where caches are kept: in CacheDir() if dir is empty, nowhere if none.
type cachePlace struct {
	dir  string
	none bool
}

// newCacheFile names the cache of a split. family is the kind of folder, folder identifies
// the folder and how it is read, and key that and what its recordings are.
func newCacheFile(place cachePlace, family, split, folder string, key [32]byte) cacheFile {
	c := cacheFile{key: key}
	if place.dir == "" {
		var err error
		if place.dir, err = CacheDir(); err != nil {
			return c
		}
	}
	if place.none {
		return c
	}
	c.own = fmt.Sprintf("%s-%s-%s-", family, split, folder)
	c.path = filepath.Join(place.dir, c.own+hex.EncodeToString(c.key[:16])+".spikes")
	return c
}

// folderKey identifies a folder and how it is read, whatever lies in it and
// whichever version reads it.
func folderKey(dir string, o *NMNISTOptions) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %+v %v\n", absolute(dir), o.Binning, o.SkipBad)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// recordingsKey identifies recordings, by name, size and time, what is done
// with them, and the versions of doing it.
func recordingsKey(list []Recording, b Binning, skipBad bool) [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%sbinning %d %+v skip %v\n", cacheMagic, BinningVersion, b, skipBad)
	for _, r := range list {
		fmt.Fprintf(h, "%q %d %d %d\n", absolute(r.Path), r.Label, r.Size, r.ModTime)
	}
	return [32]byte(h.Sum(nil))
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// load reads the cache if it is there and whole.
func (c *cacheFile) load() (*Packed, error) {
	if c.path == "" {
		return nil, errCache
	}
	return LoadPacked(c.path, c.key)
}

// save writes the cache and removes those that it replaces. The data set
// works without a cache, so a folder that can't be written is no reason to
// stop.
func (c *cacheFile) save(p *Packed) {
	if c.path == "" || p.Save(c.path, c.key) != nil {
		return
	}
	dir := filepath.Dir(c.path)
	files, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, f := range files {
		if f.Name() != filepath.Base(c.path) && c.replaces(f.Name()) && isCache(filepath.Join(dir, f.Name())) {
			_ = os.Remove(filepath.Join(dir, f.Name()))
		}
	}
}

var cacheKeyName = regexp.MustCompile(`^[0-9a-f]{32}\.spikes$`)

// replaces reports whether a name is that of a cache of the same folder.
func (c *cacheFile) replaces(name string) bool {
	rest, ok := strings.CutPrefix(name, c.own)
	return ok && cacheKeyName.MatchString(rest)
}

// isCache reports whether a file is a cache of any version by its content.
func isCache(path string) bool {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(cacheFamily))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == cacheFamily
}
