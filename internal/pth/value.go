package pth

// The values of a pickle: nil, bool, int64, float64, string, []byte, tuple,
// *list, *dict, global, *object, storage and *tensor.
type (
	// tuple is a tuple of values.
	tuple []any
	// list is a list that grows.
	list struct{ items []any }
	// global is the name of something in a module.
	global struct{ module, name string }
	// object stands for what the reader does not build.
	object struct{}
	// mark is where a group of values on the stack begins.
	mark struct{}
)

// dict is a dictionary in the order of its insertions.
type dict struct {
	keys   []any
	values []any
	at     map[string]int // the keys that are strings, nil before the first
}

func newDict() *dict { return &dict{} }

func (d *dict) set(key, value any) {
	if s, ok := key.(string); ok {
		if i, ok := d.at[s]; ok {
			d.values[i] = value
			return
		}
		if d.at == nil {
			d.at = map[string]int{}
		}
		d.at[s] = len(d.keys)
	}
	d.keys, d.values = append(d.keys, key), append(d.values, value)
}

func (d *dict) get(key string) any {
	if i, ok := d.at[key]; ok {
		return d.values[i]
	}
	return nil
}

// storage names raw numbers in the archive.
type storage struct {
	kind string // such as FloatStorage
	key  string
	n    int64 // numbers
}

// tensor is a view of a storage.
type tensor struct {
	storage      storage
	offset       int64
	size, stride []int64
}

// len counts the elements.
func (t *tensor) len() int64 {
	n := int64(1)
	for _, d := range t.size {
		n *= d
	}
	return n
}
