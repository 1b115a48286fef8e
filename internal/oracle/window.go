package oracle

import "fmt"

// Window is a sliding window over rows and columns; each pair is (rows,
// columns).
type Window struct {
	Kernel   [2]int // extent
	Stride   [2]int // distance between neighbouring positions
	Padding  [2]int // rows or columns of zeros added at either side
	Dilation [2]int // distance between neighbouring taps
}

// Out returns the number of positions of the window on an input of h rows and
// w columns: ⌊(n + 2·padding - dilation·(kernel-1) - 1)/stride⌋ + 1 each way.
func (win Window) Out(h, w int) (rows, columns int, err error) {
	var out [2]int
	for i, n := range [2]int{h, w} {
		k, s, p, d := win.Kernel[i], win.Stride[i], win.Padding[i], win.Dilation[i]
		if k < 1 || s < 1 || p < 0 || d < 1 {
			return 0, 0, fmt.Errorf("oracle: window with kernel %d, stride %d, padding %d, dilation %d", k, s, p, d)
		}
		const most = 1 << 28 // keeps the arithmetic below within 32 bits
		if n < 1 || n > most || k > most || p > most || d > most/k {
			return 0, 0, fmt.Errorf("oracle: window with kernel %d, padding %d, dilation %d on %d", k, p, d, n)
		}
		room := n + 2*p - d*(k-1) - 1
		if room < 0 {
			return 0, 0, fmt.Errorf("oracle: a window of %d does not fit into %d", d*(k-1)+1, n+2*p)
		}
		out[i] = room/s + 1
	}
	return out[0], out[1], nil
}

// tap is one meeting of the window with the input: output position (oy, ox)
// reads input position (y, x) through kernel element (ky, kx).
type tap struct{ oy, ox, y, x, ky, kx int }

// taps calls f for every meeting inside the h×w input; those in the padding
// are left out, as they contribute zero.
func (win Window) taps(h, w int, f func(tap)) {
	rows, columns, err := win.Out(h, w)
	if err != nil {
		panic(err.Error())
	}
	for oy := range rows {
		for ox := range columns {
			for ky := range win.Kernel[0] {
				for kx := range win.Kernel[1] {
					y := oy*win.Stride[0] - win.Padding[0] + ky*win.Dilation[0]
					x := ox*win.Stride[1] - win.Padding[1] + kx*win.Dilation[1]
					if y >= 0 && y < h && x >= 0 && x < w {
						f(tap{oy, ox, y, x, ky, kx})
					}
				}
			}
		}
	}
}
