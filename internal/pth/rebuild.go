package pth

import "slices"

// call does what the known callables would do, and nothing for others.
func (m *machine) call(f, args any) any {
	g, ok := f.(global)
	a, isTuple := args.(tuple)
	if !ok || !isTuple {
		return &object{}
	}
	switch g {
	case global{"collections", "OrderedDict"}:
		return newDict()
	case global{"torch._utils", "_rebuild_tensor_v2"}:
		return m.rebuildTensor(a)
	case global{"torch._utils", "_rebuild_parameter"}:
		if len(a) > 0 {
			if t, ok := a[0].(*tensor); ok {
				return t
			}
		}
		m.refuse("a parameter that is no tensor")
	}
	return &object{}
}

const maxDims = 32

// rebuildTensor makes the view of (storage, offset, size, stride, …).
func (m *machine) rebuildTensor(a tuple) *tensor {
	t := &tensor{}
	if len(a) < 4 {
		m.refuse("a tensor of %d arguments, at least 4", len(a))
		return t
	}
	var ok1, ok2 bool
	t.storage, ok1 = a[0].(storage)
	t.offset, ok2 = a[1].(int64)
	if !ok1 || !ok2 || t.offset < 0 {
		m.refuse("a tensor without a storage, or at an offset that is no number from 0 on")
	}
	t.size, t.stride = m.numbers(a[2]), m.numbers(a[3])
	if len(t.size) != len(t.stride) {
		m.refuse("a tensor of %d extents and %d strides", len(t.size), len(t.stride))
	}
	if m.err == nil && !t.fits() {
		m.refuse("a tensor of shape %v, strides %v and offset %d in a storage of %d", t.size, t.stride, t.offset, t.storage.n)
	}
	return t
}

// fits reports whether all elements lie in the storage, and are no more than
// it has.
func (t *tensor) fits() bool {
	last, n, room := t.offset, int64(1), t.storage.n
	if last > room {
		return false // and must not be added to
	}
	if slices.Contains(t.size, 0) {
		return true
	}
	for i, d := range t.size {
		if n > room/d || t.stride[i] > room {
			return false
		}
		n *= d
		if last += (d - 1) * t.stride[i]; last > room {
			return false
		}
	}
	return last < room
}

// numbers returns a tuple of whole numbers from 0 on.
func (m *machine) numbers(v any) []int64 {
	t, ok := v.(tuple)
	if !ok || len(t) > maxDims {
		m.refuse("a shape that is no tuple of at most %d numbers", maxDims)
		return nil
	}
	out := make([]int64, len(t))
	for i, d := range t {
		if out[i], ok = d.(int64); !ok || out[i] < 0 || out[i] > maxNumbers {
			m.refuse("an extent or stride that is no number from 0 to %d", int64(maxNumbers))
		}
	}
	return out
}

// maxNumbers is the largest storage that is taken.
const maxNumbers = 1 << 31

// storageOf makes a storage of its persistent id: ('storage', type, key,
// device, numbers). The device does not matter.
func (m *machine) storageOf(id any) storage {
	t, ok := id.(tuple)
	if !ok || len(t) != 5 || t[0] != any("storage") {
		m.refuse("a persistent id that is no storage")
		return storage{}
	}
	g, ok1 := t[1].(global)
	key, ok2 := t[2].(string)
	n, ok3 := t[4].(int64)
	if !ok1 || !ok2 || !ok3 || n < 0 || n > maxNumbers {
		m.refuse("a storage of unknown form")
	}
	return storage{kind: g.name, key: key, n: n}
}
