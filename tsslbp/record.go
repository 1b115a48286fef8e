package tsslbp

// KeepPotentials makes inference record membrane potentials as well as spikes,
// for an Observer that wants them. It must not be called while a batch runs.
func (e *Engine) KeepPotentials() {
	for _, l := range e.infer {
		l.act = e.net.NewActivity(e.group, true, e.opt.Mode)
	}
}
