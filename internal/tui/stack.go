package tui

// section is a part of the picture that can be drawn in any number of rows
// from min to want.
type section struct {
	rank      int // 0 is given rows first
	min, want int
	draw      func(h int) []string
}

// sections returns the parts of the picture from top to bottom.
func sections(s *Snapshot, t Theme, w int) []section {
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
			{rank: 0, min: 1, want: 9, draw: func(h int) []string {
				return beside(loss.draw(t, left, h), accuracy.draw(t, right, h), gap)
			}},
			{rank: 1, min: 3, want: max(layers, raster), draw: func(h int) []string {
				return beside(firingBlock(s, t, left, h), rasterBlock(s, t, right, h), gap)
			}},
			epochs,
		}
	}
	return []section{
		{rank: 0, min: 1, want: 6, draw: func(h int) []string { return loss.draw(t, w, h) }},
		{rank: 0, min: 1, want: 6, draw: func(h int) []string { return accuracy.draw(t, w, h) }},
		{rank: 1, min: 2, want: layers, draw: func(h int) []string { return firingBlock(s, t, w, h) }},
		{rank: 2, min: 3, want: raster, draw: func(h int) []string { return rasterBlock(s, t, w, h) }},
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

// share gives every section its rows: the smallest heights first, in order of
// rank, then one row at a time in turn. It returns the rows that are left.
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
