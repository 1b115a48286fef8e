package tsslbp

// RunTwice makes the engine keep no records, so that batches whose gates change run
// twice.
func (e *Engine) RunTwice() { e.kept = nil }

// Keeps reports whether the next batch's records are kept.
func (e *Engine) Keeps() bool { return e.near && len(e.kept) > 0 }
