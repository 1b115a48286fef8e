package nmnistsim

import "math"

// The time grid of the simulation. Finer grids change the mean event count by
// less than half a per cent.
const (
	maxMove = 0.1 // px of movement per step
	maxStep = 1.0 // ms per step
)

// step is one interval of the simulation and what the optics and the filter
// do in it; the same for every sample.
type step struct {
	t0, t1 float64 // ms on the path's clock
	// The pixel at (x, y) sees the picture at (x+dx+fx, y+dy+fy) when the step
	// ends, fx and fy in [0, 1).
	dx, dy int
	fx, fy float32
	// lp(t1) = keep·lp(t0) + before·l(t0) + now·l(t1), exact for a signal l
	// that changes uniformly during the step.
	keep, before, now float32
}

// newSchedule cuts the path into steps short enough for the motion in them,
// and continues it at rest until the recording ends.
func newSchedule(p Params) []step {
	var s []step
	t := path[0].ms
	for i := 1; i <= len(path) && t < p.Duration; i++ {
		end := p.Duration
		if i < len(path) {
			end = min(end, path[i].ms)
		}
		s = appendSteps(s, t, end, p.PhotoreceptorTau)
		t = end
	}
	return s
}

// appendSteps cuts the time from t to end, during which the motion is uniform.
func appendSteps(s []step, t, end, tau float64) []step {
	if end <= t {
		return s
	}
	x0, y0 := position(t)
	x1, y1 := position(end)
	way := math.Sqrt(float64((x1-x0)*(x1-x0)) + float64((y1-y0)*(y1-y0)))
	n := int(math.Ceil(max(way/maxMove, (end-t)/maxStep)))
	dt := (end - t) / float64(n)
	for i := range n {
		t1 := t + float64(dt*float64(i+1))
		if i == n-1 {
			t1 = end
		}
		s = append(s, newStep(t+float64(dt*float64(i)), t1, tau))
	}
	return s
}

func newStep(t0, t1, tau float64) step {
	x, y := position(t1)
	dx, dy := math.Floor(-x), math.Floor(-y)
	r := tau / (t1 - t0)
	e := exp((t0 - t1) / tau)
	return step{
		t0: t0, t1: t1,
		dx: int(dx), dy: int(dy), fx: float32(-x - dx), fy: float32(-y - dy),
		keep:   float32(e),
		before: float32(float64(r*(1-e)) - e),
		now:    float32(1 - float64(r*(1-e))),
	}
}
