package snn

// tileMemory is the working memory of forms by tiles, which the connections of one
// goroutine use in turns. It is made at its first use.
type tileMemory struct {
	// [n][n][tiles][channels] before and after the products, and what lies between
	// the two directions of a transform.
	in, out, tmp []float32

	run, grad tileNeed // of currents and data gradients, of weight gradients
}

// tileNeed holds lengths that connections ask for.
type tileNeed struct{ in, out, tmp int }

func (n *tileNeed) raise(o tileNeed) {
	n.in, n.out, n.tmp = max(n.in, o.in), max(n.out, o.out), max(n.tmp, o.tmp)
}

// all returns the lengths that m has once it is ready.
func (m *tileMemory) all() tileNeed {
	n := m.run
	n.raise(m.grad)
	return n
}

// ready returns m with all that was asked for.
func (m *tileMemory) ready() *tileMemory {
	grow := func(x *[]float32, n int) {
		if len(*x) < n {
			*x = make([]float32, n)
		}
	}
	n := m.all()
	grow(&m.in, n.in)
	grow(&m.out, n.out)
	grow(&m.tmp, n.tmp)
	return m
}

// bytes returns the memory that m holds once it was used.
func (m *tileMemory) bytes() int64 {
	n := m.all()
	return int64(4 * (n.in + n.out + n.tmp))
}
