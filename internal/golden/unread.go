package golden

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
)

// perLayer matches the keys of a network variant that name a layer.
var perLayer = regexp.MustCompile(`^(W|gW|spikes)[1-9]\d*$`)

// leaveUnread notes what of an entry nothing is compared with.
func (f *File) leaveUnread(name string, r rawVariant, entry map[string]json.RawMessage) {
	for _, key := range slices.Sorted(maps.Keys(entry)) {
		if !r.reads(key) {
			f.leave(name, key, entry[key])
		}
	}
}

// reads reports whether a key of an entry of this sort is read.
func (r rawVariant) reads(key string) bool {
	var known []string
	switch {
	case r.I != nil:
		if _, ok := neuronRules()[key]; ok {
			return true
		}
		known = []string{"I", "G", "u", "du", "s", "a"}
	case r.W1 != nil, r.Desired.set:
		if perLayer.MatchString(key) {
			return true
		}
		known = []string{"X", "labels", "input_psc", "target_psc", "out_psc", "loss", "gnorm", "out_sum", "delta"}
	}
	return slices.Contains(known, key)
}

// leave notes a value that is not read, if it holds lists of numbers. Single
// numbers are taken for settings or remarks.
func (f *File) leave(name, key string, text json.RawMessage) {
	if n := listed(text, 0); n > 0 {
		f.Unread = append(f.Unread, Unread{Case: name, Key: key, Values: n})
	}
}

// listed counts the numbers in the lists and tensors of a value.
func listed(text json.RawMessage, depth int) (n int) {
	var x Tensor
	if x.UnmarshalJSON(text) == nil {
		if len(x.Shape) > 0 {
			return len(x.Data)
		}
		return 0
	}
	if depth == maxDepth {
		return 0
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(text, &object) == nil {
		for _, v := range object {
			n += listed(v, depth+1)
		}
		return n
	}
	var list []json.RawMessage
	if json.Unmarshal(text, &list) == nil {
		for _, v := range list {
			n += listed(v, depth+1)
		}
	}
	return n
}
