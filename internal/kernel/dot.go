package kernel

func dotRowsGeneric(dst, x, y []float32, ev []Event, rows, n, xStride, yStride int) {
	maxX, maxY := scatterLimits(x, y, rows, n, xStride, yStride)
	if len(dst) != len(ev) {
		panic(badLen)
	}
	for i, e := range ev {
		if rows > 0 && n > 0 && (e.Dst < 0 || e.Src < 0 || int(e.Dst) > maxX || int(e.Src) > maxY) {
			panic(badEvent)
		}
		var sum float32
		for r := range rows {
			if n == 0 {
				break
			}
			a := x[int(e.Dst)+r*xStride:][:n]
			b := y[int(e.Src)+r*yStride:][:n]
			for j, v := range a {
				sum += float32(v * b[j])
			}
		}
		dst[i] = sum
	}
}
