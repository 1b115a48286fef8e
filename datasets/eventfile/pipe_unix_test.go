//go:build unix

package eventfile

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPipesAreRefused would wait for ever where one is opened.
func TestPipesAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bin")
	require.NoError(t, syscall.Mkfifo(path, 0o644))
	_, err := Read(path, Options{})
	assert.ErrorContains(t, err, path+": a named pipe: expected a regular file")
}
