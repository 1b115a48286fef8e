package tsslbp

import (
	"encoding/json"
	"reflect"
)

// SameData is a Hook that lets a run be continued only where Data are those that it began
// with. Training data and those of an Evaluator are held so anyway; this is for others, such
// as a test set that is asked once, at the end.
type SameData struct {
	NoHook
	Data Loader
	Set  string // what Data are, TestSet if empty
	held heldData
}

// Memory implements Keeper: the identity of the data.
func (s *SameData) Memory() (string, any) {
	set := s.Set
	if set == "" {
		set = TestSet
	}
	return "data-" + set, s.held.of(set, s.Data)
}

// heldData is the memory of what data are, which reads no other.
type heldData struct {
	set  string
	data Loader
	is   string // identity of data
}

// of returns the memory for data, which are identified once.
func (h *heldData) of(set string, data Loader) *heldData {
	if !same(h.data, data) {
		h.data, h.is = data, dataIdentity(data)
	}
	h.set = set
	return h
}

// same reports whether two loaders are the same one. What it holds is then taken to be what it held.
func same(a, b Loader) bool {
	return a != nil && reflect.TypeOf(a).Comparable() && a == b
}

// MarshalJSON implements json.Marshaler.
func (h *heldData) MarshalJSON() ([]byte, error) { return json.Marshal(h.is) }

// UnmarshalJSON implements json.Unmarshaler: it refuses other data.
func (h *heldData) UnmarshalJSON(b []byte) error {
	var was string
	if err := json.Unmarshal(b, &was); err != nil {
		return err
	}
	if was != h.is {
		return &DifferError{What: h.set + " data", Is: h.is, Was: was}
	}
	return nil
}
