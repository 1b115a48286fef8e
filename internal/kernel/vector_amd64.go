//go:build !noasm

package kernel

// maxVector bounds the elements of one call.
const maxVector = 1 << 15

func (r *routines) stepAdamW(w, g, m, v []float32, a *AdamWArgs) {
	if len(g) != len(w) || len(m) != len(w) || len(v) != len(w) {
		panic(badLen)
	}
	d := a.derive()
	i, n := 0, len(w)&^(r.lanes-1)
	for i < n {
		k := min(n-i, maxVector)
		r.adamW(&w[i], &g[i], &m[i], &v[i], k/r.lanes, d.scale, d.keep, d.beta1, d.rest1, d.beta2, d.rest2,
			d.rootBias2, d.eps, d.step, d.clamp, -d.clamp)
		i += k
	}
	adamWLoop(w[i:], g[i:], m[i:], v[i:], d)
}

func (r *routines) addVector(dst, src []float32) {
	if len(src) != len(dst) {
		panic(badLen)
	}
	i, n := 0, len(dst)&^(r.lanes-1)
	for i < n {
		k := min(n-i, maxVector)
		r.add(&dst[i], &src[i], k/r.lanes)
		i += k
	}
	addGeneric(dst[i:], src[i:])
}

func (r *routines) scaleVector(dst []float32, f float32) {
	i, n := 0, len(dst)&^(r.lanes-1)
	for i < n {
		k := min(n-i, maxVector)
		r.scale(&dst[i], k/r.lanes, f)
		i += k
	}
	scaleGeneric(dst[i:], f)
}

func sumSquaresYMM(x []float32) float64 {
	var lanes [8]float64
	i, n := 0, len(x)&^7
	for i < n {
		k := min(n-i, maxVector)
		sumSquaresAVX2(&x[i], k/8, &lanes[0])
		i += k
	}
	return sumLanes(&lanes, x[i:])
}

func sumSquaresZMM(x []float32) float64 {
	var lanes [8]float64
	i, n := 0, len(x)&^7
	for i < n {
		k := min(n-i, maxVector)
		sumSquaresAVX512(&x[i], k/8, &lanes[0])
		i += k
	}
	return sumLanes(&lanes, x[i:])
}
