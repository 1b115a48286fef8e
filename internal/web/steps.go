package web

// maxPoints is how many points a curve over steps has at most.
const maxPoints = 512

// stepCurve gathers training steps in at most maxPoints points of equal width,
// which doubles whenever they are full.
type stepCurve struct {
	width  int // steps a point
	points []stepPoint
	layers int
}

// stepPoint is the sum over some steps.
type stepPoint struct {
	steps, last      int // how many, number of the last
	epoch            float64
	samples, correct float64
	loss, norm, lr   float64
	density          []float64 // per layer, times samples
}

// add adds one step or several.
func (c *stepCurve) add(p *stepPoint) {
	if n := len(c.points); n == 0 || c.points[n-1].steps >= c.width {
		if n == maxPoints {
			c.halve()
		}
		c.points = append(c.points, stepPoint{density: make([]float64, c.layers)})
	}
	c.points[len(c.points)-1].merge(p)
}

// halve merges neighbours.
func (c *stepCurve) halve() {
	for i := 0; i+1 < len(c.points); i += 2 {
		c.points[i].merge(&c.points[i+1])
		c.points[i/2] = c.points[i]
	}
	c.points = c.points[:len(c.points)/2]
	c.width = 2 * max(c.width, c.points[0].steps/2)
}

func (p *stepPoint) merge(o *stepPoint) {
	p.steps += o.steps
	p.last, p.epoch, p.lr = o.last, o.epoch, o.lr
	p.samples += o.samples
	p.correct += o.correct
	p.loss += o.loss
	p.norm += o.norm
	for i, d := range o.density {
		p.density[i] += d
	}
}

// StepCurves are the curves over training steps, a value a point.
type StepCurves struct {
	Step     []int     `json:"step"`  // last of the point
	Epoch    []Float   `json:"epoch"` // epochs done then
	Loss     []Float   `json:"loss"`  // a sample
	Accuracy []Float   `json:"accuracy"`
	LR       []Float   `json:"lr"`
	Norm     []Float   `json:"norm"`    // gradient norm before clipping
	Density  [][]Float `json:"density"` // [layer][point], spikes per neuron and step
}

func (c *stepCurve) curves() *StepCurves {
	s := &StepCurves{Density: make([][]Float, c.layers)}
	for i := range c.points {
		p := &c.points[i]
		n := max(1, p.samples)
		s.Step = append(s.Step, p.last)
		s.Epoch = append(s.Epoch, Float(p.epoch))
		s.Loss = append(s.Loss, Float(p.loss/n))
		s.Accuracy = append(s.Accuracy, Float(p.correct/n))
		s.LR = append(s.LR, Float(p.lr))
		s.Norm = append(s.Norm, Float(p.norm/float64(max(1, p.steps))))
		for l, d := range p.density {
			s.Density[l] = append(s.Density[l], Float(d/n))
		}
	}
	return s
}
