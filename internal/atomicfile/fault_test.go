package atomicfile_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/faultfs"
)

func TestEveryFaultOfEveryOperation(t *testing.T) {
	const path = "run/last.safetensors"
	old, fresh := "the old content", "the new content, which is longer"
	(&faultfs.Replacement{
		Path: path,
		Write: func(fs *faultfs.FS, second bool) error {
			if second {
				return atomicfile.WriteFS(fs, path, []byte(fresh))
			}
			return atomicfile.WriteFS(fs, path, []byte(old))
		},
		Read: func(data []byte) (bool, error) {
			if s := string(data); s != old && s != fresh {
				return false, fmt.Errorf("neither old nor new: %q", s)
			}
			return string(data) == fresh, nil
		},
	}).Sweep(t)
}

// Content in many parts meets the same faults, between and within them.
func TestEveryFaultOfEveryPart(t *testing.T) {
	const path, parts = "cache/set", 9
	write := func(fs *faultfs.FS, second bool) error {
		text := "old,"
		if second {
			text = "new,"
		}
		return atomicfile.StreamFS(fs, path, func(w io.Writer) error {
			for range parts {
				if _, err := io.WriteString(w, text); err != nil {
					return err
				}
			}
			return nil
		})
	}
	(&faultfs.Replacement{Path: path, Write: write, Read: func(data []byte) (bool, error) {
		if s := string(data); s != strings.Repeat("old,", parts) && s != strings.Repeat("new,", parts) {
			return false, fmt.Errorf("neither old nor new: %q", s)
		}
		return strings.HasPrefix(string(data), "new,"), nil
	}}).Sweep(t)
}
