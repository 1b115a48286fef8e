package tsslbp

import "github.com/snnsim/snnsim/snn"

// TrainForms returns, per stage, which forms the training passes since the
// last call took and how dense the stage's input was.
func (e *Engine) TrainForms() []snn.Forms {
	f := takeForms(e.lanes, len(e.net.Stages))
	for i, w := range e.wide {
		if w == nil {
			continue
		}
		for _, s := range w.scratch {
			s.TakeForms(&f[i])
		}
	}
	return f
}

// InferForms is TrainForms for the forward passes of Infer and Evaluate.
func (e *Engine) InferForms() []snn.Forms { return takeForms(e.infer, len(e.net.Stages)) }

func takeForms(lanes []*lane, stages int) []snn.Forms {
	f := make([]snn.Forms, stages)
	for _, l := range lanes {
		for i := range f {
			l.act.Forms(i, &f[i])
		}
	}
	return f
}
