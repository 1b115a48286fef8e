package datasets

import "math/rand/v2"

// erase covers a rectangle of a random size and place with the mean grey,
// which is 0 after normalisation. Its centre is anywhere in the picture, so
// that at the border less of it is seen.
func (s *ImageSet) erase(out []float32, aug *rand.Rand) {
	if s.Erase <= 0 {
		return
	}
	sh := s.info.Shape
	h, w := aug.IntN(s.Erase+1), aug.IntN(s.Erase+1)
	top, left := aug.IntN(sh.H)-h/2, aug.IntN(sh.W)-w/2
	for y := max(0, top); y < min(sh.H, top+h); y++ {
		for x := max(0, left); x < min(sh.W, left+w); x++ {
			clear(out[(y*sh.W+x)*sh.C : (y*sh.W+x+1)*sh.C])
		}
	}
}
