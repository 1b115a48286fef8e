package nmnistsim

import (
	"math"
	"slices"
)

// shot is the memory of one recording in the making.
type shot struct {
	scene     scene
	pixels    [width * width]pixel
	lo, hi    [width]int // pixels of each row outside of [lo, hi) are settled
	delay     float64    // ms by which the movement starts late
	crossings []crossing
	keys      []key
}

// expose simulates a recording and leaves its events in sh.keys.
func (sh *shot) expose(s *Simulator, image []byte, sample uint64) {
	p := &s.params
	sh.keys = sh.keys[:0]
	copy(sh.pixels[:], s.sensor)
	if !p.PerSensor {
		drawThresholds(sh.pixels[:], s.params, newStream(s.seed, thresholdStream, sample+1))
	}
	sh.delay = float64(p.StartJitter * newStream(s.seed, jitterStream, sample).normal())
	s.optics.blur(&sh.scene, image)
	sh.rest(s)
	noise := newNoise(p, newStream(s.seed, noiseStream, sample))
	for i := range s.schedule {
		st := &s.schedule[i]
		first := len(sh.keys)
		sh.keys = noise.until(sh.keys, st.t1+sh.delay)
		sh.move(st, s.luminance, float32(p.Refractory))
		// Steps follow each other in time, so sorting within each is enough.
		slices.Sort(sh.keys[first:])
	}
}

// rest puts all pixels at rest in front of the picture at the start of the
// path.
func (sh *shot) rest(s *Simulator) {
	x, y := position(path[0].ms)
	dx, dy := math.Floor(-x), math.Floor(-y)
	st := step{dx: int(dx), dy: int(dy), fx: float32(-x - dx), fy: float32(-y - dy)}
	var line [cells]float32
	for y := range width {
		sh.lo[y], sh.hi[y] = sh.span(&st, y)
		sh.interpolate(&line, &st, y, 0, width)
		for x := range width {
			q := &sh.pixels[y*width+x]
			q.reset(s.luminance.at(st.sample(&line, x)))
		}
	}
}

// span returns the pixels of row y that see a part of the digit.
func (sh *shot) span(st *step, y int) (lo, hi int) {
	r := y + st.dy + margin
	from := min(sh.scene.lo[r], sh.scene.lo[r+1])
	to := max(sh.scene.hi[r], sh.scene.hi[r+1])
	shift := st.dx + margin
	return max(from-1-shift, 0), min(to-shift, width)
}

// interpolate fills line with the scene between two of its rows, where the
// sensor's row y looks with its pixels lo to hi.
func (sh *shot) interpolate(line *[cells]float32, st *step, y, lo, hi int) {
	r := y + st.dy + margin
	from, to := lo+st.dx+margin, hi+st.dx+margin+1
	a, b := sh.scene.value[r][from:to], sh.scene.value[r+1][from:to]
	for i, v := range a {
		line[from+i] = v + float32(st.fy*(b[i]-v))
	}
}

// sample returns what the pixel in column x sees of an interpolated row.
func (st *step) sample(line *[cells]float32, x int) float32 {
	c := x + st.dx + margin
	a := line[c]
	return a + float32(st.fx*(line[c+1]-a))
}
