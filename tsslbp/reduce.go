package tsslbp

// reduceBlock is how many weights one task adds up or updates.
const reduceBlock = 1 << 14

// reduceTask is the state of a reduction that its parallel tasks share.
type reduceTask struct {
	stage  int
	factor float32
	run    func(task, worker int) // reducePart, bound once
}

// reduce adds the shards' gradients in shard order and applies the factors
// that all of a stage's gradients share.
func (e *Engine) reduce() {
	for i, s := range e.net.Stages {
		g := e.grads[i]
		e.stage, e.factor = i, s.GradFactor()/float32(s.Neuron.TauS)
		if w := e.wide[i]; w != nil {
			w.reduce(e, g, e.factor)
			continue
		}
		e.pool.Run((len(g)+reduceBlock-1)/reduceBlock, e.reduceTask.run)
	}
}

func (e *Engine) reducePart(task, _ int) {
	k, g := e.net.Kernel(), e.grads[e.stage]
	lo, hi := task*reduceBlock, min((task+1)*reduceBlock, len(g))
	copy(g[lo:hi], e.shards[0].grads[e.stage][lo:hi])
	for j := 1; j < len(e.shards); j++ {
		k.Add(g[lo:hi], e.shards[j].grads[e.stage][lo:hi])
	}
	k.Scale(g[lo:hi], e.factor)
}
