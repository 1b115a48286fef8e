package report

import (
	"fmt"
	"image"
	"math"
	"strings"

	"github.com/snnsim/snnsim/internal/figure"
	"github.com/snnsim/snnsim/snn"
)

const mostFields = 100 // pictures of a layer's weights

// Weights draws the weights of a layer as pictures, one for every neuron or
// output channel: the kernels of a convolution, or what a dense layer has for
// every cell below, where these lie in a plane. It draws the channels of the
// input side by side. ok is false where such pictures say nothing.
func Weights(net *snn.Network, layer string) (f figure.Pictures, ok bool, err error) {
	i, err := stage(net, layer)
	if err != nil {
		return f, false, err
	}
	w := net.FieldTensors()[i] // [out][in][ky][kx] or [out][in], inputs channel-row-column
	in := net.Stages[i].Conn.In()
	channels, h, wd := in.C, in.H, in.W
	if len(w.Shape) == 4 {
		channels, h, wd = w.Shape[1], w.Shape[2], w.Shape[3]
	}
	if h*wd < 4 || channels > 16 {
		return f, false, nil
	}
	most := 0.0
	for _, v := range w.Data {
		most = max(most, math.Abs(float64(v)))
	}
	out := w.Shape[0]
	f = figure.Pictures{
		Title: fmt.Sprintf("Weights of %s, %d of %d", net.Stages[i].Name, min(out, mostFields), out),
		Note:  fmt.Sprintf("blue above 0, orange below; the strongest is ±%.3g", most),
	}
	if channels > 1 {
		f.Note += "; the channels of the input side by side"
	}
	for o := range min(out, mostFields) {
		img := image.NewRGBA(image.Rect(0, 0, channels*wd+channels-1, h))
		for c := range channels {
			for y := range h {
				for x := range wd {
					v := float64(w.Data[((o*channels+c)*h+y)*wd+x])
					img.SetRGBA(c*(wd+1)+x, y, figure.Diverging(v/max(most, 1e-30)))
				}
			}
		}
		f.Pictures = append(f.Pictures, figure.Picture{Caption: fmt.Sprint(o), Image: img})
	}
	return f, true, nil
}

// WeightHistogram draws how the weights of a layer are distributed.
func WeightHistogram(net *snn.Network, layer string) (figure.Lines, error) {
	f := figure.Lines{X: figure.Axis{Label: "weight"}, Y: figure.Axis{Label: "share of the weights, %"}}
	i, err := stage(net, layer)
	if err != nil {
		return f, err
	}
	data := net.Weights()[i].Data
	f.Title = fmt.Sprintf("%d weights of %s", len(data), net.Stages[i].Name)
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range data {
		lo, hi = min(lo, float64(v)), max(hi, float64(v))
	}
	if hi == lo {
		lo, hi = lo-0.5, hi+0.5
	}
	const bins = 60
	share := make([]float64, bins)
	for _, v := range data {
		share[min(bins-1, int(bins*(float64(v)-lo)/(hi-lo)))] += 100 / float64(len(data))
	}
	s := figure.Series{}
	for k, v := range share {
		s.X, s.Y = append(s.X, lo+(float64(k)+0.5)*(hi-lo)/bins), append(s.Y, v)
	}
	f.Series = []figure.Series{s}
	return f, nil
}

// stage finds a layer by its name, the first if that is empty.
func stage(net *snn.Network, layer string) (int, error) {
	var names []string
	for i, s := range net.Stages {
		if layer == "" || s.Name == layer {
			return i, nil
		}
		names = append(names, s.Name)
	}
	return 0, fmt.Errorf("layer %q: expected one of %s", layer, strings.Join(names, ", "))
}
