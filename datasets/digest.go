package datasets

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
)

// Digester is a Dataset that can identify its content: what Fill yields for
// every sample, with and without augmentation, follows from what is written.
type Digester interface {
	Dataset
	Digest(h hash.Hash)
}

var (
	_ Digester = (*EventSet)(nil)
	_ Digester = (*ImageSet)(nil)
	_ Digester = (*Subset)(nil)
)

// Digest returns the hexadecimal SHA-256 of a data set's content; of its
// description and labels where it is no Digester.
func Digest(d Dataset) string {
	h := sha256.New()
	digest(d, h)
	return hex.EncodeToString(h.Sum(nil))
}

func digest(d Dataset, h hash.Hash) {
	if c, ok := d.(Digester); ok {
		c.Digest(h)
		return
	}
	fmt.Fprintf(h, "%+v %d\n", d.Info(), d.Len())
	for i := range d.Len() {
		fmt.Fprintf(h, "%d\n", d.Label(i))
	}
}

// Digest implements Digester.
func (e *EventSet) Digest(h hash.Hash) {
	p := e.packed
	fmt.Fprintf(h, "events %+v shift %d drop %v: %v %d %d\n", e.info, e.Shift, e.Drop, p.shape, p.steps, len(p.labels))
	h.Write(p.labels)
	for _, end := range p.ends {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(end))
		h.Write(b[:])
	}
	h.Write(p.code)
}

// Digest implements Digester.
func (s *ImageSet) Digest(h hash.Hash) {
	fmt.Fprintf(h, "images %+v shift %d flip %v mean %v sd %v: %d\n", s.info, s.Shift, s.Flip, s.mean, s.sd, len(s.labels))
	if s.Warp != (Warp{}) || s.Erase != 0 {
		fmt.Fprintf(h, "warp %+v erase %d\n", s.Warp, s.Erase)
	}
	h.Write(s.labels)
	h.Write(s.pixels)
}

// Identity says which samples the loader serves and in what way: training that
// continues must find the same.
func (l *Loader) Identity() string {
	return fmt.Sprintf("%s, sha256:%s, batch %d, limit %d, seed %d, shuffle %v, augment %v, drop last %v",
		l.Data.Info().Name, Digest(l.Data)[:identityHex], l.Batch, l.Limit, l.Seed, l.Shuffle, l.Augment, l.DropLast)
}

const identityHex = 24 // digits of a digest, as many as a message bears
