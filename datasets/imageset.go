package datasets

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/snnsim/snnsim/spikes"
)

// ImageSet is a data set of pictures, normalised channel by channel.
type ImageSet struct {
	info   Info
	pixels []byte // [N][H][W][C]
	labels []byte
	norm   Normalization

	once   sync.Once
	levels [][256]float32 // what a pixel becomes, per channel

	// Shift is how many pixels an augmented picture moves at most each way;
	// what comes in at the border is black.
	Shift int
	// Flip mirrors an augmented picture left to right with probability ½.
	Flip bool
	// Warp turns and zooms augmented pictures.
	Warp Warp
	// Erase is the longest side, in pixels, of the grey rectangle that covers
	// a part of an augmented picture; 0 for none.
	Erase int
	// Missing lists the files of the split that the folder does not have.
	Missing []string
}

var _ Dataset = (*ImageSet)(nil)

// NewImageSet makes a data set of pictures, pixels [N][H][W][C] of 0 to 255 and labels
// [N], which it keeps and which must not change any more. Shape and Classes of info must be
// set, Kind is set from what it is.
func NewImageSet(info Info, pixels, labels []byte, n Normalization) (*ImageSet, error) {
	if !info.Shape.Valid() {
		return nil, fmt.Errorf("datasets: pictures of shape %v: expected rows, columns and channels", info.Shape)
	}
	if err := n.check(info.Shape.C); err != nil {
		return nil, err
	}
	if len(pixels) != len(labels)*info.Shape.Neurons() {
		return nil, fmt.Errorf("datasets: %d pixels of %d pictures of %v: expected %d", len(pixels), len(labels), info.Shape, len(labels)*info.Shape.Neurons())
	}
	for i, l := range labels {
		if int(l) >= info.Classes {
			return nil, fmt.Errorf("datasets: picture %d: label %d of %d classes", i, l, info.Classes)
		}
	}
	info.Kind, info.Steps = spikes.Image, 0
	n = Normalization{Mean: slices.Clone(n.Mean), SD: slices.Clone(n.SD)}
	return &ImageSet{info: info, pixels: pixels, labels: labels, norm: n}, nil
}

// Info implements Dataset.
func (s *ImageSet) Info() Info { return s.info }

// Len implements Dataset.
func (s *ImageSet) Len() int { return len(s.labels) }

// Label implements Dataset.
func (s *ImageSet) Label(i int) int { return int(s.labels[i]) }

// Pixels returns picture i, [H][W][C], 0 to 255: the set's own memory, not to be
// changed.
func (s *ImageSet) Pixels(i int) []byte {
	n := s.info.Shape.Neurons()
	return s.pixels[i*n : (i+1)*n]
}

// Fill implements Dataset.
func (s *ImageSet) Fill(i int, out *spikes.Sample, aug *rand.Rand) error {
	sh := s.info.Shape
	n := sh.Neurons()
	if cap(out.Values) < n {
		out.Values = make([]float32, n)
	}
	out.Kind, out.Label, out.Index, out.Values = spikes.Image, s.Label(i), i, out.Values[:n]
	dy, dx, flip := 0, 0, false
	if aug != nil && s.Shift > 0 {
		dy, dx = aug.IntN(2*s.Shift+1)-s.Shift, aug.IntN(2*s.Shift+1)-s.Shift
	}
	if aug != nil && s.Flip {
		flip = aug.IntN(2) == 1
	}
	px := s.Pixels(i)
	if aug != nil && s.Warp != (Warp{}) {
		if err := s.Warp.check(); err != nil {
			return err
		}
		s.warp(out.Values, px, s.Warp.draw(sh, aug), dy, dx, flip)
		s.erase(out.Values, aug)
		return nil
	}
	s.once.Do(s.level)
	for y := range sh.H {
		for x := range sh.W {
			// The picture is cropped first and flipped then.
			sy, sx := y+dy, x+dx
			if flip {
				sx = sh.W - 1 - x + dx
			}
			inside := sy >= 0 && sy < sh.H && sx >= 0 && sx < sh.W
			to := out.Values[(y*sh.W+x)*sh.C:][:sh.C]
			for c := range to {
				v := byte(0)
				if inside {
					v = px[(sy*sh.W+sx)*sh.C+c]
				}
				to[c] = s.levels[c][v]
			}
		}
	}
	if aug != nil {
		s.erase(out.Values, aug)
	}
	return nil
}

// level fills levels.
func (s *ImageSet) level() {
	s.levels = make([][256]float32, len(s.norm.Mean))
	for c := range s.levels {
		for v := range s.levels[c] {
			s.levels[c][v] = (float32(v)/255 - s.norm.Mean[c]) / s.norm.SD[c]
		}
	}
}
