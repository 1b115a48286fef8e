package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestInterruptedCommands runs commands that were interrupted before they
// began: all say so, in their own words or in one, and with one exit code.
func TestInterruptedCommands(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	require.NoError(t, mkNMNIST("events"))
	require.NoError(t, mkMNIST("images"))
	require.NoError(t, os.WriteFile("small.yaml", []byte("Network:\n  n_steps: 3\n  dataset: MNIST\nLayers:\n  output: {type: linear, n_inputs: 784, n_outputs: 10}\n"), 0o644))
	var out bytes.Buffer
	require.Zero(t, run(context.Background(), strings.Fields("train small.yaml --data images --epochs 1 --out trained"), &out, &out), "%s", &out)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, line := range []string{
		"train --out out", "train nmnist_cnn --data events --out out", "train mnist_cnn --data images --out out",
		"eval trained", "selftest", "data stats events", "data simulate made", "bench kernels --quick",
		"data fetch mnist --from images --out out", "data convert events made --to csv", "data check events",
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exitInterrupted, run(ctx, strings.Fields(line), &stdout, &stderr), line)
		assert.Regexp(t, `(^|\n)snnsim: interrupted`, stderr.String(), line)
		assert.NotContains(t, stderr.String(), "context canceled", line)
		assert.NoDirExists(t, "out", line)
		assert.NoDirExists(t, "made", line)
	}
}

// TestCtrlC interrupts the program itself, while it simulates recordings.
func TestCtrlC(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupt to send here")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	link := filepath.Join(t.TempDir(), "snnsim") // testscript runs commands by the name they have
	require.NoError(t, os.Symlink(self, link))
	cmd := exec.Command(link, "train")
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+t.TempDir())
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	r := bufio.NewReader(stderr)
	first, err := r.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, first, "simulated")
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	rest, err := io.ReadAll(r)
	require.NoError(t, err)
	err = cmd.Wait()
	var exit *exec.ExitError
	require.True(t, errors.As(err, &exit), "%v", err)
	assert.Equal(t, exitInterrupted, exit.ExitCode(), "%s", rest)
	assert.Equal(t, "snnsim: interrupted\n", string(rest))
}

func TestWhatFailsWhileInterruptedIsSaid(t *testing.T) {
	full := errors.New("disk is full")
	for _, c := range []struct {
		err    error
		want   string
		failed bool
	}{
		{context.Canceled, "interrupted", false},
		{fmt.Errorf("reading: %w", dataError{context.Canceled}), "interrupted", false},
		{errors.Join(fmt.Errorf("a: %w", context.Canceled), context.Canceled), "interrupted", false},
		{fmt.Errorf("%w in epoch 3", errInterrupted), "interrupted in epoch 3", false},
		{full, "disk is full", true},
		{errors.Join(full, context.Canceled), "interrupted, and then: disk is full", true},
		{fmt.Errorf("run: %w", errors.Join(full, context.Canceled)), "interrupted, and then: disk is full", true},
		{andThen(fmt.Errorf("%w in epoch 3", errInterrupted), full), "interrupted in epoch 3, and then: disk is full", true},
		{andThen(fmt.Errorf("%w in epoch 3", errInterrupted), nil), "interrupted in epoch 3", false},
	} {
		err, failed := interrupted(c.err)
		assert.EqualError(t, err, c.want)
		assert.Equal(t, c.failed, failed)
	}
}
