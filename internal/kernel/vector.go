package kernel

func addGeneric(dst, src []float32) {
	if len(src) != len(dst) {
		panic(badLen)
	}
	for i, v := range src {
		dst[i] += v
	}
}

func scaleGeneric(dst []float32, f float32) {
	for i := range dst {
		dst[i] *= f
	}
}

func sumSquaresGeneric(x []float32) float64 {
	var lanes [8]float64
	return sumLanes(&lanes, x)
}

// sumLanes adds the squares of x, whose first element belongs to lane 0, to
// lanes and returns the sum over lanes.
func sumLanes(l *[8]float64, x []float32) float64 {
	for i, v := range x {
		f := float64(v)
		l[i&7] += float64(f * f) // exact: 48 bits of significand
	}
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}
