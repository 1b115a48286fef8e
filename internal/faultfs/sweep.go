package faultfs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Replacement is a file that is written and then replaced.
type Replacement struct {
	Path string
	// Write writes the file's first content, or the second.
	Write func(fs *FS, second bool) error
	// Read fails unless data are all of the first content, or of the second.
	Read func(data []byte) (second bool, err error)
}

// Sweep lets every operation of a replacement meet every fault. The old
// content or the new, whole, must be there afterwards, for the program and
// for the next one after a power cut; the error must name the path, and no
// temporary file may stay.
func (r *Replacement) Sweep(t *testing.T) {
	clean := New()
	r.mustWrite(t, clean, false)
	first := clean.Ops()
	r.mustWrite(t, clean, true)
	ops := clean.Ops() - first
	if ops < 6 {
		t.Fatalf("%d operations: expected create, write, mode, sync, close, rename and sync of the folder", ops)
	}
	for _, fault := range Faults() {
		for n := 1; n <= ops; n++ {
			t.Run(fmt.Sprintf("%v at operation %d", fault, n), func(t *testing.T) {
				fs := New()
				r.mustWrite(t, fs, false)
				fs.At, fs.Fault = first+n, fault
				if err := r.Write(fs, true); err == nil || !strings.Contains(err.Error(), r.Path) {
					t.Fatalf("error %v: expected one that names %s", err, r.Path)
				}
				r.isWhole(t, fs)
				if fault == PowerCut {
					return
				}
				if names := fs.Names(); !slices.Equal(names, []string{r.Path}) {
					t.Errorf("files %q: expected none besides %s", names, r.Path)
				}
				fs.Fault = None
				r.mustWrite(t, fs, true)
			})
		}
	}
}

// mustWrite writes without a fault; the content must then be there, for the
// program and after a power cut.
func (r *Replacement) mustWrite(t *testing.T, fs *FS, second bool) {
	t.Helper()
	if err := r.Write(fs, second); err != nil {
		t.Fatal(err)
	}
	for _, is := range r.isWhole(t, fs) {
		if is != second {
			t.Fatalf("what was written is not there, or not after a power cut")
		}
	}
}

// isWhole requires one of the contents, for the program and after a power
// cut, and returns which.
func (r *Replacement) isWhole(t *testing.T, fs *FS) (second []bool) {
	t.Helper()
	seen, ok := fs.Read(r.Path)
	if !ok {
		t.Fatalf("%s is not there", r.Path)
	}
	for i, data := range append([][]byte{seen}, fs.Survivors(r.Path)...) {
		is, err := r.Read(data)
		if err != nil {
			t.Fatalf("after a power cut %t: %v", i > 0, err)
		}
		second = append(second, is)
	}
	return second
}
