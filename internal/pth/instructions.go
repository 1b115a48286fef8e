package pth

import (
	"math"
	"math/bits"
)

const opStop = '.'

// instructions are those that the reader knows.
var instructions = [256]func(*machine){
	0x80: func(m *machine) { // PROTO
		if v := m.number(1); v > 5 {
			m.refuse("protocol %d, at most 5", v)
		}
	},
	0x95: func(m *machine) { m.number(8) }, // FRAME

	'(':  func(m *machine) { m.push(mark{}) },
	'0':  func(m *machine) { m.pop() },   // POP
	'1':  func(m *machine) { m.group() }, // POP_MARK
	'N':  func(m *machine) { m.push(nil) },
	0x88: func(m *machine) { m.push(true) },
	0x89: func(m *machine) { m.push(false) },

	'J':  func(m *machine) { m.push(int64(int32(m.number(4)))) }, // BININT
	'K':  func(m *machine) { m.push(int64(m.number(1))) },
	'M':  func(m *machine) { m.push(int64(m.number(2))) },
	0x8a: func(m *machine) { m.push(long(m.counted(1))) }, // LONG1
	0x8b: func(m *machine) { m.push(long(m.counted(4))) }, // LONG4
	'G':  func(m *machine) { m.push(math.Float64frombits(bits.ReverseBytes64(m.number(8)))) },

	'X':  func(m *machine) { m.push(string(m.counted(4))) }, // BINUNICODE
	0x8c: func(m *machine) { m.push(string(m.counted(1))) },
	0x8d: func(m *machine) { m.push(string(m.counted(8))) },
	'T':  func(m *machine) { m.push(string(m.counted(4))) }, // BINSTRING
	'U':  func(m *machine) { m.push(string(m.counted(1))) },
	'B':  func(m *machine) { m.push(m.counted(4)) }, // BINBYTES
	'C':  func(m *machine) { m.push(m.counted(1)) },
	0x8e: func(m *machine) { m.push(m.counted(8)) },

	')':  func(m *machine) { m.push(tuple(nil)) },
	0x85: func(m *machine) { m.push(tuple{m.pop()}) },
	0x86: func(m *machine) { b, a := m.pop(), m.pop(); m.push(tuple{a, b}) },
	0x87: func(m *machine) { c, b, a := m.pop(), m.pop(), m.pop(); m.push(tuple{a, b, c}) },
	't':  func(m *machine) { m.push(tuple(m.group())) },
	']':  func(m *machine) { m.push(&list{}) },
	'l':  func(m *machine) { m.push(&list{items: m.group()}) },
	'a':  func(m *machine) { m.extend([]any{m.pop()}) }, // APPEND
	'e':  func(m *machine) { m.extend(m.group()) },      // APPENDS
	'}':  func(m *machine) { m.push(newDict()) },
	'd':  func(m *machine) { g := m.group(); m.push(newDict()); m.fill(g) },
	's':  func(m *machine) { v, k := m.pop(), m.pop(); m.fill([]any{k, v}) }, // SETITEM
	'u':  func(m *machine) { m.fill(m.group()) },                             // SETITEMS

	0x8f: func(m *machine) { m.push(&object{}) },            // EMPTY_SET
	0x90: func(m *machine) { m.group() },                    // ADDITEMS
	0x91: func(m *machine) { m.group(); m.push(&object{}) }, // FROZENSET

	'q':  func(m *machine) { m.put(uint32(m.number(1))) },
	'r':  func(m *machine) { m.put(uint32(m.number(4))) },
	0x94: func(m *machine) { m.put(uint32(len(m.memo))) }, // MEMOIZE
	'h':  func(m *machine) { m.get(uint32(m.number(1))) },
	'j':  func(m *machine) { m.get(uint32(m.number(4))) },

	'c':  func(m *machine) { module := m.line(); m.push(global{module, m.line()}) },
	0x93: func(m *machine) { m.stackGlobal() },
	'R':  func(m *machine) { args, f := m.pop(), m.pop(); m.push(m.call(f, args)) },
	0x81: func(m *machine) { args, f := m.pop(), m.pop(); m.push(m.call(f, args)) }, // NEWOBJ
	'b':  func(m *machine) { m.pop(); m.top() },                                     // BUILD: attributes, not needed
	'Q':  func(m *machine) { m.push(m.storageOf(m.pop())) },                         // BINPERSID
}

func (m *machine) stackGlobal() {
	name, ok1 := m.pop().(string)
	module, ok2 := m.pop().(string)
	if !ok1 || !ok2 {
		m.refuse("a global whose name is no string")
	}
	m.push(global{module, name})
}

// extend appends to the list on the stack. What is not a list stays what it is.
func (m *machine) extend(items []any) {
	if l, ok := m.top().(*list); ok {
		l.items = append(l.items, items...)
	}
}

// fill sets keys and values, in turn, of the dictionary on the stack.
func (m *machine) fill(pairs []any) {
	if len(pairs)%2 != 0 {
		m.refuse("a key without a value")
		return
	}
	if d, ok := m.top().(*dict); ok {
		for i := 0; i < len(pairs); i += 2 {
			d.set(pairs[i], pairs[i+1])
		}
	}
}
