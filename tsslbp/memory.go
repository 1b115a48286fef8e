package tsslbp

import "github.com/snnsim/snnsim/snn"

// Memory is what a training step takes, in bytes.
type Memory struct {
	Weights   int64 // weights and what is derived from them
	Optimizer int64 // moments of AdamW, and gradients
	Shards    int64 // gradients of the parts of a batch
	Lanes     int64 // records and buffers of all threads
}

// Total returns the sum.
func (m Memory) Total() int64 { return m.Weights + m.Optimizer + m.Shards + m.Lanes }

// MemoryOf returns what a training step, or inference, with these options takes. It touches little
// of it.
func MemoryOf(net *snn.Network, opt Options) Memory {
	var m Memory
	group := groupSize(net)
	var shard int64
	for i, s := range net.Stages {
		w := int64(4 * len(s.Conn.Weight().Data))
		m.Weights += w + s.Conn.PreparedBytes(s.GradFactor(), !opt.Inference && (i > 0 || net.InputGrad || opt.InputGrad))
		if opt.Inference {
			continue
		}
		m.Optimizer += 3 * w
		shard += int64(4 * shardLen(s))
		m.Lanes += newWideStage(net, s, opt).bytes()
	}
	m.Shards = int64(shardCount(net, opt.Batch, group)) * shard
	l := newLane(net, group, opt)
	m.Lanes += int64(max(1, opt.Threads))*l.bytes() + int64(keptCount(l, opt))*l.recordBytes()
	return m
}

func (l *lane) bytes() int64 {
	n := l.act.Bytes() + int64(4*(len(l.read.PSC)+len(l.e)+len(l.p)+len(l.count))+8*len(l.read.Sums))
	for i := range l.stages {
		st := &l.stages[i]
		n += int64(4*(len(st.r)+len(st.row)+len(st.q)+len(st.pull)) + 8*len(st.warmth))
	}
	return n
}

// shardCount chooses the number of parts that gradients are summed over.
func shardCount(net *snn.Network, batch, group int) int {
	size := 0
	for _, s := range net.Stages {
		size += 4 * shardLen(s)
	}
	groups := (batch + group - 1) / group
	return max(1, min(maxShards, groups, max(2, shardBytes/max(1, size))))
}
