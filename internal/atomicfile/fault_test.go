package atomicfile_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/faultfs"
)

// Every operation of a write meets every fault: what was there before, or all
// of what is new, is there afterwards, for the program and for the next one
// after a power cut; the error names the path; no temporary file stays.
func TestEveryFaultOfEveryOperation(t *testing.T) {
	const path = "run/last.safetensors"
	old, fresh := []byte("the old content"), []byte("the new content, which is longer")
	clean := faultfs.New()
	require.NoError(t, atomicfile.WriteFS(clean, path, old))
	first := clean.Ops()
	require.NoError(t, atomicfile.WriteFS(clean, path, fresh))
	ops := clean.Ops() - first
	require.Greater(t, ops, 5)

	for _, fault := range faultfs.Faults() {
		for n := 1; n <= ops; n++ {
			t.Run(fmt.Sprintf("%v at operation %d", fault, n), func(t *testing.T) {
				fs := faultfs.New()
				require.NoError(t, atomicfile.WriteFS(fs, path, old))
				fs.At, fs.Fault = first+n, fault
				err := atomicfile.WriteFS(fs, path, fresh)
				require.ErrorContains(t, err, path)

				got, ok := fs.Read(path)
				require.True(t, ok)
				assert.Contains(t, []string{string(old), string(fresh)}, string(got))
				if fault != faultfs.PowerCut {
					assert.Len(t, fs.Names(), 1, "a temporary file stays")
				}
				for _, left := range fs.Survivors(path) {
					assert.Contains(t, []string{string(old), string(fresh)}, string(left), "after a power cut")
				}
				fs.Fault = faultfs.None
				if fault != faultfs.PowerCut {
					require.NoError(t, atomicfile.WriteFS(fs, path, fresh))
					got, _ = fs.Read(path)
					assert.Equal(t, fresh, got)
				}
			})
		}
	}
}

// A write that has returned survives a power cut that follows.
func TestWhatWasWrittenIsOnTheDisk(t *testing.T) {
	fs := faultfs.New()
	require.NoError(t, atomicfile.WriteFS(fs, "run/f", []byte("safe")))
	for _, left := range fs.Survivors("run/f") {
		assert.Equal(t, "safe", string(left))
	}
}
