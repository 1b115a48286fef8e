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
	fmt.Fprintf(h, "%s %d\n", d.Info().identity(), d.Len())
	for i := range d.Len() {
		fmt.Fprintf(h, "%d\n", d.Label(i))
	}
}

// identity is what a digest has of a description: its text must stay what it is, or no run
// finds its data again. Names of classes are not part of it.
func (i Info) identity() string {
	return fmt.Sprintf("{Name:%s Split:%s Kind:%v Shape:%+v Steps:%d Classes:%d Simulated:%t}",
		i.Name, i.Split, i.Kind, i.Shape, i.Steps, i.Classes, i.Simulated)
}

// Digest implements Digester.
func (e *EventSet) Digest(h hash.Hash) {
	p := e.packed
	fmt.Fprintf(h, "events %s shift %d drop %v: %v %d %d\n", e.info.identity(), e.Shift, e.Drop, p.shape, p.steps, len(p.labels))
	if e.Flip {
		fmt.Fprintln(h, "flip")
	}
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
	fmt.Fprintf(h, "images %s shift %d flip %v mean %v sd %v: %d\n", s.info.identity(), s.Shift, s.Flip, s.norm.Mean, s.norm.SD, len(s.labels))
	if s.Warp != (Warp{}) || s.Erase != 0 {
		fmt.Fprintf(h, "warp %+v erase %d\n", s.Warp, s.Erase)
	}
	h.Write(s.labels)
	h.Write(s.pixels)
}

// Identity says which samples the loader serves and in what way: training that
// continues must find the same.
func (l *Loader) Identity() string {
	if l.Data == nil {
		return "no data"
	}
	return fmt.Sprintf("%s, sha256:%s, batch %d, limit %d, seed %d, shuffle %v, augment %v, drop last %v",
		l.Data.Info().Name, Digest(l.Data)[:identityHex], l.Batch, l.Limit, l.Seed, l.Shuffle, l.Augment, l.DropLast)
}

const identityHex = 24 // digits of a digest, as many as a message bears
