package pth

import (
	"fmt"
	"math"
)

// FormatError says where a pickle is not what the reader takes.
type FormatError struct {
	Offset int64 // in the pickle, bytes
	Reason string
}

// Error names the place and the reason.
func (e *FormatError) Error() string {
	return fmt.Sprintf("pth: pickle: offset %d: %s", e.Offset, e.Reason)
}

// machine runs the instructions of a pickle on a stack. The first fault stays
// in err; what comes after it works on zero values and is not used.
type machine struct {
	b     []byte
	at    int
	start int // of the instruction
	stack []any
	memo  map[uint32]any
	err   error

	pushed int // values, in all
}

// unpickle runs a pickle and returns what it leaves.
func unpickle(b []byte) (any, error) {
	m := &machine{b: b, memo: map[uint32]any{}}
	for m.err == nil {
		m.start = m.at
		op := m.number(1)
		if op == opStop {
			v := m.pop()
			return v, m.err
		}
		if f := instructions[op]; f != nil {
			f(m)
		} else {
			m.refuse("instruction 0x%02x, which is not among those that build tensors", op)
		}
	}
	return nil, m.err
}

func (m *machine) refuse(format string, args ...any) {
	if m.err == nil {
		m.err = &FormatError{Offset: int64(m.start), Reason: fmt.Sprintf(format, args...)}
	}
}

// bytes takes the next n bytes.
func (m *machine) bytes(n int) []byte {
	if n > len(m.b)-m.at {
		m.refuse("the end of the file within an instruction")
		return nil
	}
	m.at += n
	return m.b[m.at-n : m.at]
}

// number reads a little-endian number of n bytes, without sign.
func (m *machine) number(n int) uint64 {
	var u uint64
	for i, c := range m.bytes(n) {
		u |= uint64(c) << (8 * i)
	}
	return u
}

// counted reads a length of n bytes and then so many bytes.
func (m *machine) counted(n int) []byte {
	return m.bytes(int(min(m.number(n), math.MaxInt32)))
}

// line reads to the end of a line.
func (m *machine) line() string {
	for i := m.at; i < len(m.b); i++ {
		if m.b[i] == '\n' {
			s := string(m.b[m.at:i])
			m.at = i + 1
			return s
		}
	}
	m.refuse("the end of the file within a name")
	m.at = len(m.b)
	return ""
}

// Bounds of the values on the stack, and of those put there in all.
const (
	maxValues = 1 << 20
	maxPushed = 1 << 23
)

func (m *machine) push(v any) {
	if len(m.stack) >= maxValues {
		m.refuse("more than %d values on the stack", maxValues)
		return
	}
	if m.pushed++; m.pushed > maxPushed {
		m.refuse("more than %d values in all", maxPushed)
		return
	}
	m.stack = append(m.stack, v)
}

func (m *machine) pop() any {
	if len(m.stack) == 0 {
		m.refuse("an empty stack")
		return nil
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	if _, ok := v.(mark); ok {
		m.refuse("a mark where a value should be")
	}
	return v
}

func (m *machine) top() any {
	v := m.pop()
	m.push(v)
	return v
}

// group takes the values down to the last mark.
func (m *machine) group() []any {
	for i := len(m.stack) - 1; i >= 0; i-- {
		if _, ok := m.stack[i].(mark); ok {
			g := append([]any(nil), m.stack[i+1:]...)
			m.stack = m.stack[:i]
			return g
		}
	}
	m.refuse("no mark on the stack")
	return nil
}

// maxMemo is the highest number under which a value is kept.
const maxMemo = 1 << 20

func (m *machine) put(i uint32) {
	if i > maxMemo {
		m.refuse("memo %d, at most %d", i, maxMemo)
		return
	}
	m.memo[i] = m.top()
}

func (m *machine) get(i uint32) {
	v, ok := m.memo[i]
	if !ok {
		m.refuse("memo %d is empty", i)
	}
	m.push(v)
}

// long makes a number of little-endian bytes in two's complement: an int64, or
// something for one that does not fit, such as a seed, which no tensor needs.
func long(b []byte) any {
	if len(b) > 8 {
		return &object{}
	}
	var u uint64
	for i, c := range b {
		u |= uint64(c) << (8 * i)
	}
	if n := len(b); n > 0 && n < 8 && b[n-1]&0x80 != 0 {
		u |= math.MaxUint64 << (8 * n)
	}
	return int64(u)
}
