package nmnistsim

import "math"

// move advances all pixels by one step. Pixels that see the screen's
// background and have settled on it cannot change and are not visited.
func (sh *shot) move(st *step, lum *luminance, refractory float32) {
	var line [cells]float32
	background := lum.at(0)
	t0, t1 := float32(st.t0), float32(st.t1)
	for y := range width {
		from, to := sh.span(st, y)
		lo, hi := min(sh.lo[y], from), max(sh.hi[y], to)
		if lo >= hi {
			continue
		}
		sh.interpolate(&line, st, y, lo, hi)
		row := sh.pixels[y*width : (y+1)*width]
		for x := lo; x < hi; x++ {
			q := &row[x]
			now, before := lum.at(st.sample(&line, x)), q.level
			q.level = float32(st.keep*before) + float32(st.before*q.seen) + float32(st.now*now)
			q.seen = now
			if !q.silent() {
				sh.crossings = q.cross(sh.crossings[:0], t0, t1-t0, before, refractory)
				sh.emit(st, x, y)
			}
		}
		// The active range loses what the digit has left behind.
		for lo < hi && lo < from && row[lo].settled(background) {
			lo++
		}
		for lo < hi && hi > to && row[hi-1].settled(background) {
			hi--
		}
		if lo >= hi {
			lo, hi = width, 0
		}
		sh.lo[y], sh.hi[y] = lo, hi
	}
}

// emit stores the crossings of a pixel as events. What happened before the
// recording began is lost.
func (sh *shot) emit(st *step, x, y int) {
	for _, c := range sh.crossings {
		ms := st.t0 + float64(float64(c.at)*(st.t1-st.t0)) + sh.delay
		if t := int64(math.Floor(ms * 1000)); t >= 0 {
			sh.keys = append(sh.keys, newKey(t, x, y, c.on))
		}
	}
}
