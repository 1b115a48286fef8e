package golden

import (
	"encoding/json"
	"fmt"

	"github.com/snnsim/snnsim/internal/oracle"
)

// defaultTheta is the factor of pooling layers in the released code.
const defaultTheta = 1.1

// PoolingCase exercises sum-pooling. What the file does not hold is empty.
type PoolingCase struct {
	Name       string
	Pooling    oracle.Pooling
	Input      oracle.Tensor
	GradOutput oracle.Tensor // zeros if the file has none

	Output, GradInput []float64 // wanted
}

// window holds the keys of a window, in a layer or a case.
type window struct {
	Kernel   pair `json:"kernel_size"`
	Stride   pair `json:"stride"`
	Padding  pair `json:"padding"`
	Dilation pair `json:"dilation"`
}

// pooling returns the window of a pooling layer, which by default moves by
// its own extent.
func (w window) pooling(theta number) oracle.Pooling {
	return oracle.Pooling{
		Theta: theta.or(defaultTheta),
		Window: oracle.Window{
			Kernel:   w.Kernel.v,
			Stride:   w.Stride.or(w.Kernel.v),
			Padding:  w.Padding.v,
			Dilation: w.Dilation.or([2]int{1, 1}),
		},
	}
}

// parsePooling reads a case of the kind pooling.
func parsePooling(name string, text []byte) (c PoolingCase, err error) {
	raw := struct {
		window
		Theta      number  `json:"theta"`
		Input      Tensor  `json:"input"`
		Output     *Tensor `json:"output"`
		GradOutput *Tensor `json:"grad_output"`
		GradInput  *Tensor `json:"grad_input"`
	}{}
	if err := json.Unmarshal(text, &raw); err != nil {
		return c, syntax(text, err)
	}
	c = PoolingCase{Name: name, Pooling: raw.window.pooling(raw.Theta)}
	if c.Input, err = raw.Input.volume(); err != nil {
		return c, fmt.Errorf("input: %w", err)
	}
	x := c.Input
	h, w, err := c.Pooling.Out(x.H, x.W)
	if err != nil {
		return c, err
	}
	shape := []int{x.N, x.C, h, w, x.T}
	if _, err := elements(shape); err != nil {
		return c, fmt.Errorf("output: %w", err)
	}
	if raw.Output == nil && raw.GradOutput == nil {
		return c, fmt.Errorf("neither output nor grad_output")
	}
	c.GradOutput = oracle.Tensor{N: x.N, C: x.C, H: h, W: w, T: x.T}
	for _, want := range []struct {
		name  string
		from  *Tensor
		to    *[]float64
		shape []int
	}{
		{"output", raw.Output, &c.Output, shape},
		{"grad_output", raw.GradOutput, &c.GradOutput.Data, shape},
		{"grad_input", raw.GradInput, &c.GradInput, raw.Input.Shape},
	} {
		if want.from == nil {
			continue
		}
		if err := want.from.is(want.shape...); err != nil {
			return c, fmt.Errorf("%s: %w", want.name, err)
		}
		*want.to = want.from.Data
	}
	if raw.GradOutput == nil {
		c.GradOutput = oracle.NewTensor(x.N, x.C, h, w, x.T)
	}
	return c, nil
}
