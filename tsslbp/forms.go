package tsslbp

import "github.com/snnsim/snnsim/snn"

// TrainForms returns, per stage, which forms the training passes since the
// last call took and how dense the stage's input was.
func (e *Engine) TrainForms() []snn.Forms { return e.takeForms(false) }

// InferForms is TrainForms for the forward passes of Infer and Evaluate.
func (e *Engine) InferForms() []snn.Forms { return e.takeForms(true) }

func (e *Engine) takeForms(infer bool) []snn.Forms {
	e.collectForms()
	kept := e.forms(infer)
	out := append([]snn.Forms(nil), kept...)
	clear(kept)
	return out
}

// turn notes whether passes that follow infer or train, for their counts are
// kept apart.
func (e *Engine) turn(infer bool) {
	if e.inferring != infer {
		e.collectForms()
		e.inferring = infer
	}
}

// collectForms takes the lanes' counts to what they belong to.
func (e *Engine) collectForms() {
	kept := e.forms(e.inferring)
	for _, l := range e.lanes {
		for i := range kept {
			l.act.Forms(i, &kept[i])
		}
	}
	for i, w := range e.wide {
		if w == nil {
			continue
		}
		for _, s := range w.scratch {
			s.TakeForms(&kept[i])
		}
	}
}

func (e *Engine) forms(infer bool) []snn.Forms {
	if infer {
		return e.inferForms
	}
	return e.trainForms
}
