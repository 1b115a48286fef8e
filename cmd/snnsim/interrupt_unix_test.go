//go:build unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSecondCtrlCKills interrupts a program that waits for a network file from
// a pipe, and so hears nothing.
func TestSecondCtrlCKills(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "network.yaml")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	self, err := os.Executable()
	require.NoError(t, err)
	link := filepath.Join(dir, "snnsim")
	require.NoError(t, os.Symlink(self, link))
	cmd := exec.Command(link, "info", pipe)
	require.NoError(t, cmd.Start())
	writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until the program reads
	require.NoError(t, err)
	defer writer.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	select {
	case err := <-ended:
		t.Fatalf("ended by the first: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	select {
	case err := <-ended:
		var exit *exec.ExitError
		require.True(t, errors.As(err, &exit), "%v", err)
		assert.Equal(t, syscall.SIGINT, exit.Sys().(syscall.WaitStatus).Signal())
	case <-time.After(10 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatal("still there after the second")
	}
}
