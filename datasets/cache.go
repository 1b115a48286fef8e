package datasets

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/spikes"
)

const (
	cacheFamily  = "snnsim-packed-" // begins every cache file of any version
	cacheMagic   = cacheFamily + "3\n"
	maxCache     = 1 << 36 // bytes
	maxTrain     = 1 << 28 // bits of a train, padding included
	cacheFolder  = "snnsim"
	cacheNumbers = 8 // numbers in the header
	writeSize    = 1 << 20
)

// errCache is what every kind of damaged or foreign cache file is: it is made
// anew and nobody is told.
var errCache = errors.New("datasets: not a cache of this data set")

// CacheDir returns the folder for caches, below the user's cache folder.
func CacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("datasets: cache: %w", err)
	}
	return filepath.Join(dir, cacheFolder), nil
}

// Save writes the collection to path in one step, marked with key.
func (p *Packed) Save(path string, key [32]byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("datasets: cache: %w", err)
	}
	if err := p.saveFS(atomicfile.OS{}, path, key); err != nil {
		return err
	}
	sweep(path)
	return nil
}

// abandoned is the age from which on a temporary file is one that a process
// that was killed left, and not one that another is writing.
const abandoned = 24 * time.Hour

// sweep removes the temporary files that killed processes left of a cache.
func sweep(path string) {
	dir := filepath.Dir(path)
	list, err := os.ReadDir(dir)
	if err != nil {
		return // they harm nobody
	}
	for _, e := range list {
		if !strings.HasPrefix(e.Name(), "."+filepath.Base(path)+atomicfile.Temporary) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// saveFS is Save on a file system of the caller's.
func (p *Packed) saveFS(fs atomicfile.FS, path string, key [32]byte) error {
	if err := atomicfile.StreamFS(fs, path, func(w io.Writer) error { return p.write(w, key) }); err != nil {
		return fmt.Errorf("datasets: cache: %w", err)
	}
	return nil
}

// write writes the collection and a checksum of what it wrote.
func (p *Packed) write(to io.Writer, key [32]byte) error {
	w := bufio.NewWriterSize(to, writeSize)
	crc := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	out := io.MultiWriter(w, crc)
	for _, part := range [][]byte{p.header(key), p.labels, p.code, p.places(), p.notes()} {
		if _, err := out.Write(part); err != nil {
			return err
		}
	}
	if err := binary.Write(w, binary.LittleEndian, crc.Sum32()); err != nil {
		return err
	}
	return w.Flush()
}

// header holds everything but labels and code, and their lengths.
func (p *Packed) header(key [32]byte) []byte {
	h := append([]byte(cacheMagic), key[:]...)
	for _, v := range []int{p.shape.H, p.shape.W, p.shape.C, p.steps, len(p.labels), len(p.code), len(p.notes()), len(p.origins)} {
		h = binary.LittleEndian.AppendUint64(h, uint64(v))
	}
	last := int64(0)
	for _, e := range p.ends {
		h = binary.LittleEndian.AppendUint32(h, uint32(e-last))
		last = e
	}
	return h
}

// places encodes the origins.
func (p *Packed) places() (b []byte) {
	for _, o := range p.origins {
		b = binary.LittleEndian.AppendUint32(b, o)
	}
	return b
}

// notes encodes the notes, each behind its length.
func (p *Packed) notes() (b []byte) {
	for _, n := range p.Notes {
		b = binary.AppendUvarint(b, uint64(len(n)))
		b = append(b, n...)
	}
	return b
}

// parseNotes reads what notes wrote.
func parseNotes(b []byte) (notes []string, ok bool) {
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			return nil, false
		}
		notes = append(notes, string(b[k:k+int(n)]))
		b = b[k+int(n):]
	}
	return notes, true
}

// LoadPacked reads a collection that Save wrote with the same key.
func LoadPacked(path string, key [32]byte) (*Packed, error) {
	b, err := readRegular(path, maxCache)
	if err != nil {
		return nil, fmt.Errorf("datasets: cache: %w", err)
	}
	return parsePacked(b, key)
}

func parsePacked(b []byte, key [32]byte) (*Packed, error) {
	fixed := len(cacheMagic) + len(key) + 8*cacheNumbers
	if len(b) < fixed+4 || string(b[:len(cacheMagic)]) != cacheMagic || [32]byte(b[len(cacheMagic):len(cacheMagic)+32]) != key {
		return nil, errCache
	}
	body := b[:len(b)-4]
	if crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(b[len(b)-4:]) {
		return nil, errCache
	}
	var v [cacheNumbers]uint64
	for i := range v {
		v[i] = binary.LittleEndian.Uint64(b[len(cacheMagic)+32+8*i:])
		if v[i] > uint64(len(b)) && i > 3 || v[i] > maxTrain && i <= 3 {
			return nil, errCache
		}
	}
	n := int(v[4])
	if v[0]*v[1] > maxTrain || v[0]*v[1]*v[2] > maxTrain {
		return nil, errCache
	}
	shape, steps := spikes.Shape{H: int(v[0]), W: int(v[1]), C: int(v[2])}, int(v[3])
	if !shape.Valid() || steps > maxTrain/64/shape.Words() {
		return nil, errCache
	}
	if uint64(len(body)) != uint64(fixed)+5*v[4]+v[5]+v[6]+4*v[7] || v[7] != 0 && v[7] != v[4] {
		return nil, errCache
	}
	p := NewPacked(shape, steps)
	notesAt := len(body) - int(v[6])
	var ok bool
	if p.Notes, ok = parseNotes(body[notesAt:]); !ok {
		return nil, errCache
	}
	originsAt := notesAt - 4*int(v[7])
	for i := originsAt; i < notesAt; i += 4 {
		p.origins = append(p.origins, binary.LittleEndian.Uint32(body[i:]))
	}
	p.ends = make([]int64, 0, n)
	at := int64(0)
	for i := range n {
		at += int64(binary.LittleEndian.Uint32(b[fixed+4*i:]))
		p.ends = append(p.ends, at)
	}
	if at != int64(v[5]) {
		return nil, errCache
	}
	// Cut off the capacity: appending must not write into what follows.
	p.labels = body[fixed+4*n : fixed+5*n : fixed+5*n]
	p.code = body[fixed+5*n : originsAt : originsAt]
	return p, nil
}
