//go:build unix

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatTheUserHidesStaysHidden: files and folders are made as the user's umask says.
func TestWhatTheUserHidesStaysHidden(t *testing.T) {
	for mask, want := range map[int][2]fs.FileMode{0o022: {0o644, 0o755}, 0o077: {0o600, 0o700}} {
		dir := t.TempDir()
		was := syscall.Umask(mask)
		err := Write(filepath.Join(dir, "file"), []byte("x"))
		made := Folder(filepath.Join(dir, "folder"), func(string) error { return nil })
		syscall.Umask(was)
		require.NoError(t, err)
		require.NoError(t, made)
		for i, name := range []string{"file", "folder"} {
			st, err := os.Stat(filepath.Join(dir, name))
			require.NoError(t, err)
			assert.Equal(t, want[i], st.Mode().Perm(), "%s, umask %o", name, mask)
		}
	}
}
