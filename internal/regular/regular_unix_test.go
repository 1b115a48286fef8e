//go:build unix

package regular

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSpecialFiles would wait for ever where one is opened.
func TestSpecialFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o644))
	_, err := Read(path, 1)
	assert.EqualError(t, err, "open "+path+": a named pipe: expected a regular file")
	_, err = Read("/dev/zero", 1)
	assert.EqualError(t, err, "open /dev/zero: a device: expected a regular file")
}
