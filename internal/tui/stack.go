package tui

// section is a part of the picture that can be drawn in any number of rows
// from min to want.
type section struct {
	rank      int  // 0 is given rows first
	whole     bool // better in all of its rows than in some
	min, want int
	draw      func(h int) []string
}

// ample is the least number of rows for curves with axes.
const ample = 10

// sections returns the parts of the picture from top to bottom, for so many
// rows in all.
func sections(s *Snapshot, t Theme, w, rows int) []section {
	least := 1 // of a curve
	if rows >= ample {
		least = 4
	}
	loss, accuracy := lossCurve(s), accuracyCurve(s)
	layers, raster := 1+len(s.Layers), rasterRows(&s.Raster)
	epochs := section{rank: 3, min: 2, want: 1 + len(s.Finished), draw: func(h int) []string { return epochsBlock(s, t, w, h) }}
	if len(s.Finished) == 0 {
		epochs.min, epochs.want = 0, 0
	}
	if w >= wideEnough {
		left := (w - gap) / 2
		right := w - gap - left
		return []section{
			{rank: 0, min: least, want: 9, draw: func(h int) []string {
				return beside(loss.draw(t, left, h), accuracy.draw(t, right, h), gap)
			}},
			{rank: 1, min: 3, want: max(layers, raster), whole: true, draw: func(h int) []string {
				return beside(firingBlock(s, t, left, h), rasterBlock(s, t, right, h), gap)
			}},
			epochs,
		}
	}
	if rows < 2*ample {
		least = 1
	}
	return []section{
		{rank: 0, min: least, want: 6, draw: func(h int) []string { return loss.draw(t, w, h) }},
		{rank: 0, min: least, want: 6, draw: func(h int) []string { return accuracy.draw(t, w, h) }},
		{rank: 1, min: 1 + min(3, len(s.Layers)), want: layers, draw: func(h int) []string { return firingBlock(s, t, w, h) }},
		{rank: 2, min: 3, want: raster, whole: true, draw: func(h int) []string { return rasterBlock(s, t, w, h) }},
		epochs,
	}
}

// stack draws sections over each other in exactly the rows that there are, or
// fewer if none could use them. Sections that do not fit are left out; rows
// that nobody needs become space between sections.
func stack(parts []section, w, rows int) []string {
	heights, left := share(parts, rows)
	var lines []string
	for i, p := range parts {
		if heights[i] == 0 {
			continue
		}
		if left > 0 {
			lines, left = append(lines, ""), left-1
		}
		lines = append(lines, block(p.draw(heights[i]), w, heights[i])...)
	}
	return lines
}

// share gives every section its rows: the smallest heights in order of rank,
// then all that a whole section wants, and to all in turn what is left. It
// returns the rows that nobody needs.
func share(parts []section, rows int) (heights []int, left int) {
	heights = make([]int, len(parts))
	for rank := range 4 {
		for i, p := range parts {
			if p.rank == rank && p.min <= rows {
				heights[i] = p.min
				rows -= p.min
			}
		}
	}
	for i, p := range parts {
		if more := p.want - heights[i]; heights[i] > 0 && p.whole && more <= rows {
			heights[i], rows = p.want, rows-more
		}
	}
	for grown := true; grown; {
		grown = false
		for i, p := range parts {
			if heights[i] > 0 && heights[i] < p.want && rows > 0 {
				heights[i], rows, grown = heights[i]+1, rows-1, true
			}
		}
	}
	return heights, rows
}
