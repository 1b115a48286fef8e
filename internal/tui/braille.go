package tui

// A braille canvas has two columns and four rows of dots in every character.
type braille struct {
	w, h  int // characters
	cells []uint8
}

// brailleDots are the bits of the dots of a character, [row][column].
var brailleDots = [4][2]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

func newBraille(w, h int) *braille {
	w, h = max(0, w), max(0, h)
	return &braille{w: w, h: h, cells: make([]uint8, w*h)}
}

// set puts a dot. Dots outside are left out.
func (b *braille) set(x, y int) {
	if x >= 0 && y >= 0 && x < 2*b.w && y < 4*b.h {
		b.cells[y/4*b.w+x/2] |= brailleDots[y%4][x%2]
	}
}

// row returns the characters of a row. Those without dots are spaces.
func (b *braille) row(i int) []rune {
	out := make([]rune, b.w)
	for x, c := range b.cells[i*b.w : (i+1)*b.w] {
		out[x] = ' '
		if c != 0 {
			out[x] = 0x2800 + rune(c)
		}
	}
	return out
}
