package datasets

import (
	"fmt"
	"hash"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/snnsim/snnsim/spikes"
)

// Subset is a part of a data set. Its samples keep the Index that they have
// there.
type Subset struct {
	of      Dataset
	indices []int
}

// NewSubset returns the samples with the given indices, in that order.
func NewSubset(of Dataset, indices []int) (*Subset, error) {
	for _, i := range indices {
		if i < 0 || i >= of.Len() {
			return nil, fmt.Errorf("datasets: subset: sample %d of %d", i, of.Len())
		}
	}
	return &Subset{of: of, indices: slices.Clone(indices)}, nil
}

// Info implements Dataset.
func (s *Subset) Info() Info { return s.of.Info() }

// Len implements Dataset.
func (s *Subset) Len() int { return len(s.indices) }

// Label implements Dataset.
func (s *Subset) Label(i int) int { return s.of.Label(s.indices[i]) }

// Fill implements Dataset.
func (s *Subset) Fill(i int, out *spikes.Sample, aug *rand.Rand) error {
	return s.of.Fill(s.indices[i], out, aug)
}

// Path returns the file of sample i, empty where the data set knows none.
func (s *Subset) Path(i int) string {
	if files, ok := s.of.(interface{ Path(i int) string }); ok {
		return files.Path(s.indices[i])
	}
	return ""
}

// Digest implements Digester.
func (s *Subset) Digest(h hash.Hash) {
	fmt.Fprintf(h, "subset %v\n", s.indices)
	digest(s.of, h)
}

// Split divides a data set at random into two: part has the given share, between 0 and
// 1, of the samples of each class, and rest the others, both in the order of
// d. The same seed gives the same split.
func Split(d Dataset, share float64, seed uint64) (rest, part *Subset, err error) {
	if !(share > 0 && share < 1) {
		return nil, nil, fmt.Errorf("datasets: split: share %v: expected more than 0 and less than 1", share)
	}
	byClass := map[int][]int{}
	for i := range d.Len() {
		byClass[d.Label(i)] = append(byClass[d.Label(i)], i)
	}
	in := make([]bool, d.Len())
	n := 0
	for class, indices := range byClass {
		rng := rand.New(rand.NewPCG(seed, 0x73706c6974<<24^uint64(class))) // "split"
		rng.Shuffle(len(indices), func(i, j int) { indices[i], indices[j] = indices[j], indices[i] })
		take := int(math.Round(share * float64(len(indices))))
		for _, i := range indices[:take] {
			in[i] = true
		}
		n += take
	}
	if n == 0 || n == d.Len() {
		return nil, nil, fmt.Errorf("datasets: split: a share of %v leaves one side of %d samples empty", share, d.Len())
	}
	rest, part = &Subset{of: d}, &Subset{of: d}
	for i, yes := range in {
		if yes {
			part.indices = append(part.indices, i)
		} else {
			rest.indices = append(rest.indices, i)
		}
	}
	return rest, part, nil
}
