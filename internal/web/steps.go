package web

import "github.com/snnsim/snnsim/tsslbp"

// maxPoints is how many points a curve over steps has at most.
const maxPoints = 512

// stepCurve gathers training steps in at most maxPoints points of equal width,
// which doubles whenever they are full.
type stepCurve struct {
	width  int // steps a point
	points []stepPoint
	sizes  []float64 // per layer, neurons times time steps
}

// stepPoint is the sum over some steps.
type stepPoint struct {
	steps, last      int // how many, number of the last
	epoch            float64
	samples, correct int
	loss, norm, lr   float64
	spikes           []int64
}

func (c *stepCurve) add(p *tsslbp.Progress) {
	if n := len(c.points); n == 0 || c.points[n-1].steps >= c.width {
		if n == maxPoints {
			c.halve()
		}
		c.points = append(c.points, stepPoint{spikes: make([]int64, len(p.Sum.Spikes))})
	}
	at := &c.points[len(c.points)-1]
	at.merge(&stepPoint{
		steps: 1, last: p.Step, epoch: float64(p.Epoch) + float64(p.Batch+1)/float64(max(1, p.Batches)),
		samples: p.Sum.Samples, correct: p.Sum.Correct, loss: p.Sum.Loss, norm: p.Norm, lr: p.LR, spikes: p.Sum.Spikes,
	})
}

// halve merges neighbours.
func (c *stepCurve) halve() {
	for i := 0; i+1 < len(c.points); i += 2 {
		c.points[i].merge(&c.points[i+1])
		c.points[i/2] = c.points[i]
	}
	c.points = c.points[:len(c.points)/2]
	c.width *= 2
}

func (p *stepPoint) merge(o *stepPoint) {
	p.steps += o.steps
	p.last, p.epoch, p.lr = o.last, o.epoch, o.lr
	p.samples += o.samples
	p.correct += o.correct
	p.loss += o.loss
	p.norm += o.norm
	for i, n := range o.spikes {
		p.spikes[i] += n
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
	s := &StepCurves{Density: make([][]Float, len(c.sizes))}
	for i := range c.points {
		p := &c.points[i]
		n := float64(max(1, p.samples))
		s.Step = append(s.Step, p.last)
		s.Epoch = append(s.Epoch, Float(p.epoch))
		s.Loss = append(s.Loss, Float(p.loss/n))
		s.Accuracy = append(s.Accuracy, Float(float64(p.correct)/n))
		s.LR = append(s.LR, Float(p.lr))
		s.Norm = append(s.Norm, Float(p.norm/float64(max(1, p.steps))))
		for l, size := range c.sizes {
			s.Density[l] = append(s.Density[l], Float(float64(p.spikes[l])/(n*size)))
		}
	}
	return s
}
