package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// short3 writes a number with three digits and a prefix: 3.52 M.
func short3(v float64) string {
	a := math.Abs(v)
	for _, p := range []struct {
		unit float64
		sign string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if a >= p.unit*0.9995 {
			return digits3(v/p.unit) + " " + p.sign
		}
	}
	if a < 1 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	return digits3(v)
}

func digits3(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e3 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	n := 2 - int(math.Floor(math.Log10(math.Abs(v))+2.2e-4)) // 9.995 has two digits before the point
	return strconv.FormatFloat(v, 'f', max(0, n), 64)
}

// percent writes a share.
func percent(part, whole float64) string {
	if whole == 0 {
		return "-"
	}
	p := 100 * part / whole
	if p != 0 && p < 0.1 {
		return fmt.Sprintf("%.2g %%", p)
	}
	return fmt.Sprintf("%.1f %%", p)
}

// joules writes an energy given in µJ.
func joules(micro float64) string {
	if micro < 1 {
		return digits3(1e3*micro) + " nJ"
	}
	if micro < 1e3 {
		return digits3(micro) + " µJ"
	}
	return digits3(micro/1e3) + " mJ"
}

func bytesOf(n int64) string {
	s := short3(float64(n))
	if !strings.Contains(s, " ") {
		s += " "
	}
	return s + "B"
}

// sparkline draws values from 0 to the greatest in at most 30 characters.
func sparkline(v []float64) string {
	const widest = 30
	n := min(widest, len(v))
	top := 0.0
	cells := make([]float64, n)
	for i := range cells {
		lo, hi := i*len(v)/n, (i+1)*len(v)/n
		for _, x := range v[lo:hi] {
			cells[i] += x / float64(hi-lo)
		}
		top = max(top, cells[i])
	}
	levels := []rune("▁▂▃▄▅▆▇█")
	line := make([]rune, n)
	for i, x := range cells {
		line[i] = ' '
		if x > 0 {
			line[i] = levels[min(len(levels)-1, int(x/top*float64(len(levels))))]
		}
	}
	return string(line)
}

// someSteps chooses about ten of n steps to show, the first and last among
// them.
func someSteps(n int) []int {
	const rows = 10
	if n <= rows {
		steps := make([]int, n)
		for i := range steps {
			steps[i] = i
		}
		return steps
	}
	each := (n + rows - 1) / rows
	steps := []int{0}
	for t := each - 1; t < n; t += each {
		if t > 0 {
			steps = append(steps, t)
		}
	}
	if steps[len(steps)-1] != n-1 {
		steps = append(steps, n-1)
	}
	return steps
}
