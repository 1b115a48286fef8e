package datasets

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"

	"github.com/snnsim/snnsim/spikes"
)

const (
	trainShape   = "datasets: train does not have the shape of the collection"
	trainPadding = "datasets: train has spikes behind the neurons of a row"
	labelRange   = "datasets: label is not in 0 to 255"
)

// errDamaged is what a code is that does not hold a train of the collection's
// shape.
var errDamaged = errors.New("damaged spike train")

// Packed is a collection of labelled spike trains in compact form: the gaps
// between spikes, in the order of their bits, as varints.
type Packed struct {
	shape  spikes.Shape
	steps  int
	labels []uint8
	ends   []int64 // where each sample's code ends
	code   []byte
	// Notes are kept with the collection: what was left out of it, and why.
	Notes []string
	// origins are the places of the samples in what was listed, nil where none was left out.
	origins []uint32
}

// NewPacked returns an empty collection.
func NewPacked(shape spikes.Shape, steps int) *Packed {
	return &Packed{shape: shape, steps: steps}
}

// Len returns the number of samples.
func (p *Packed) Len() int { return len(p.labels) }

// Label returns the label of sample i.
func (p *Packed) Label(i int) int { return int(p.labels[i]) }

// Shape returns the shape of the trains.
func (p *Packed) Shape() spikes.Shape { return p.shape }

// Steps returns the number of steps of the trains.
func (p *Packed) Steps() int { return p.steps }

// Append adds a train, which must have the collection's shape and steps, and no bits behind
// a row's neurons. The label must be 0 to 255. It panics otherwise.
func (p *Packed) Append(label int, tr *spikes.Train) {
	if tr.Shape != p.shape || tr.T != p.steps {
		panic(trainShape)
	}
	if tr.StrayRow() >= 0 {
		panic(trainPadding)
	}
	if label < 0 || label > math.MaxUint8 {
		panic(labelRange)
	}
	p.appendCode(label, encodeTrain(nil, tr))
}

func (p *Packed) appendCode(label int, code []byte) {
	p.labels = append(p.labels, uint8(label))
	p.code = append(p.code, code...)
	p.ends = append(p.ends, int64(len(p.code)))
}

// encodeTrain appends the gaps between the set bits of a train.
func encodeTrain(dst []byte, tr *spikes.Train) []byte {
	last := -1
	for i, w := range tr.Bits {
		for ; w != 0; w &= w - 1 {
			at := i*64 + bits.TrailingZeros64(w)
			dst = binary.AppendUvarint(dst, uint64(at-last))
			last = at
		}
	}
	return dst
}

// Fill writes train i into s.
func (p *Packed) Fill(i int, s *spikes.Sample) error {
	s.Kind, s.Label, s.Index = spikes.Events, p.Label(i), i
	s.Train.Resize(p.shape, p.steps)
	from := int64(0)
	if i > 0 {
		from = p.ends[i-1]
	}
	return decodeTrain(&s.Train, p.code[from:p.ends[i]])
}

// decodeTrain sets the bits of a silent train whose gaps encodeTrain wrote.
// Most gaps take one byte, or two.
func decodeTrain(tr *spikes.Train, code []byte) error {
	words := tr.Bits
	limit := uint64(len(words) * 64)
	at := ^uint64(0) // the last spike
	for i := 0; i < len(code); {
		gap := uint64(code[i])
		if gap < 0x80 {
			i++
		} else {
			var n int
			if gap, n = binary.Uvarint(code[i:]); n <= 0 || gap > limit {
				return errDamaged
			}
			i += n
		}
		at += gap
		if gap == 0 || at >= limit {
			return errDamaged
		}
		words[at/64] |= 1 << (at % 64)
	}
	return checkPadding(tr)
}

// checkPadding looks for spikes in the padding of the rows, where kernels rely
// on zeros.
func checkPadding(tr *spikes.Train) error {
	used := tr.Shape.Row() % 64
	if used == 0 {
		return nil
	}
	row, beyond := tr.Shape.RowWords(), uint64(0)
	for i := row - 1; i < len(tr.Bits); i += row {
		beyond |= tr.Bits[i]
	}
	if beyond>>used != 0 {
		return errDamaged
	}
	return nil
}
