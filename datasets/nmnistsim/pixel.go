package nmnistsim

// pixel is the state of one element of the sensor. Levels are logarithms of
// luminance, times are ms on the path's clock.
type pixel struct {
	on, off   float32 // thresholds
	seen      float32 // level in front of the filter
	level     float32 // level behind the filter, lp
	reference float32 // level at the last event
	free      float32 // end of the refractory time
}

// never is a time before any event.
const never = -1e6

// reset puts the pixel at rest under a constant level.
func (q *pixel) reset(level float32) {
	q.seen, q.level, q.reference, q.free = level, level, level, never
}

// silent reports whether the level has crossed no threshold.
func (q *pixel) silent() bool {
	d := q.level - q.reference
	return d < q.on && -d < q.off
}

// settled reports whether the filter has reached a constant level.
func (q *pixel) settled(level float32) bool {
	const close = 1e-4 // a thousandth of the smallest usual threshold
	d := q.level - level
	return d < close && -d < close
}

// crossing is an event of one pixel within a step.
type crossing struct {
	at float32 // fraction of the step
	on bool
}

// cross appends the events of a step from t0 to t0+dt in which the filter
// went from the level before to q.level, uniformly. A threshold that is
// crossed during the refractory time moves the reference without an event
// (ESIM, Rebecq et al. 2018).
func (q *pixel) cross(out []crossing, t0, dt, before, refractory float32) []crossing {
	rise := q.level - before
	for {
		on := q.level-q.reference >= q.on
		switch {
		case on:
			q.reference += q.on
		case q.reference-q.level >= q.off:
			q.reference -= q.off
		default:
			return out
		}
		at := min(max((q.reference-before)/rise, 0), 1)
		if t := t0 + float32(at*dt); t >= q.free {
			q.free = t + refractory
			out = append(out, crossing{at, on})
		}
	}
}
