package snn

// tileMemory is the working memory of forms by tiles, which the connections of one
// goroutine use in turns. It is made at its first use.
type tileMemory struct {
	// [n][n][tiles][channels] before and after the products, and what lies between
	// the two directions of a transform.
	in, out, tmp []float32

	needIn, needOut, needTmp int
}

// need notes the lengths that a connection asks for.
func (m *tileMemory) need(in, out, tmp int) {
	m.needIn, m.needOut, m.needTmp = max(m.needIn, in), max(m.needOut, out), max(m.needTmp, tmp)
}

// ready returns m with all that was asked for.
func (m *tileMemory) ready() *tileMemory {
	grow := func(x *[]float32, n int) {
		if len(*x) < n {
			*x = make([]float32, n)
		}
	}
	grow(&m.in, m.needIn)
	grow(&m.out, m.needOut)
	grow(&m.tmp, m.needTmp)
	return m
}

// bytes returns the memory that m holds once it was used.
func (m *tileMemory) bytes() int64 { return int64(4 * (m.needIn + m.needOut + m.needTmp)) }
