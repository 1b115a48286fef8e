package tui

import "strings"

var (
	eighthsUp    = []rune("▁▂▃▄▅▆▇█")
	eighthsRight = []rune("▏▎▍▌▋▊▉█")
)

// spark draws values in [0, top] as a line of n blocks.
func spark(v []float32, top float64, n int) string {
	var b strings.Builder
	for _, x := range resample(v, n) {
		k := 0
		if top > 0 {
			k = int(float64(x) / top * float64(len(eighthsUp)))
		}
		b.WriteRune(eighthsUp[min(max(k, 0), len(eighthsUp)-1)])
	}
	return b.String()
}

// bar draws a share of n columns; rest fills what remains of them.
func bar(share float64, n int, rest rune) (full, empty string) {
	n = max(0, n)
	eighths := min(max(int(share*float64(n)*8+0.5), 0), 8*n)
	full = strings.Repeat("█", eighths/8)
	used := eighths / 8
	if eighths%8 > 0 {
		full += string(eighthsRight[eighths%8-1])
		used++
	}
	return full, strings.Repeat(string(rest), n-used)
}
