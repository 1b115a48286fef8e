package snn

// Record is what a forward pass leaves behind of up to so many samples as the
// activity has room for, and what a backward pass reads.
type Record struct {
	N    int  // samples of the pass
	Pass Pass // how it ran: Pass.Train tells training from evaluation
	// recorded says that the pass left its potentials.
	recorded bool
	parts    []stageRecord
}

// stageRecord is the part of one stage.
type stageRecord struct {
	in      []Input // [Cap], what the connection saw
	values  [][]float32
	srcKeep []uint64  // [Cap][source words], 0 where dropout silences
	dstKeep []uint64  // [Cap][cells/64]
	u       []float32 // [Cap][T][H][Pitch], of the output or if all are kept
	bits    []uint64  // [Cap][T][words]
	count   []int     // [Cap], spikes
}

// NewRecord returns another record for a, as large as its own.
func (a *Activity) NewRecord() *Record {
	r := &Record{parts: make([]stageRecord, len(a.net.Stages))}
	samples, steps := a.Cap, a.net.Steps
	for i, s := range a.net.Stages {
		st := &r.parts[i]
		*st = stageRecord{
			in:     make([]Input, samples),
			values: make([][]float32, samples),
			bits:   make([]uint64, samples*steps*s.Out.Words()),
			count:  make([]int, samples),
		}
		if s.bridge.dropSrc > 0 {
			st.srcKeep = make([]uint64, samples*s.Source.Words())
		}
		if s.bridge.dropDst > 0 {
			st.dstKeep = make([]uint64, samples*cellWords(s))
		}
		if a.keepU || i == len(a.net.Stages)-1 {
			st.u = make([]float32, samples*steps*s.Out.H*s.Out.Pitch())
		}
		for b := range st.in {
			st.in[b].Start = make([]int32, steps+1)
		}
	}
	return r
}

// Use makes r the record that passes write and that a's methods read. It must
// be of NewRecord of an activity of the same network and size.
func (a *Activity) Use(r *Record) {
	a.Record = r
	for i := range a.stages {
		a.stages[i].stageRecord = &r.parts[i]
	}
}

// Bytes returns the memory that the record holds.
func (r *Record) Bytes() int64 {
	var n int64
	for i := range r.parts {
		st := &r.parts[i]
		n += int64(4*len(st.u) + 8*(len(st.bits)+len(st.srcKeep)+len(st.dstKeep)+len(st.count)))
		for b := range st.in {
			n += int64(4 * (cap(st.in[b].Cells) + len(st.in[b].Start) + cap(st.values[b])))
		}
	}
	return n
}
