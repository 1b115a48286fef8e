package kernel

func peakGeneric(n int) (flops int, x float32) {
	var a, b, c, d, e, f, g, h float32
	for range n {
		a, b, c, d = float32(a*.5)+.5, float32(b*.5)+.5, float32(c*.5)+.5, float32(d*.5)+.5
		e, f, g, h = float32(e*.5)+.5, float32(f*.5)+.5, float32(g*.5)+.5, float32(h*.5)+.5
	}
	return 2 * 8 * n, max(a, b, c, d, e, f, g, h)
}
