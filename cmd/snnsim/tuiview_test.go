//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const tinyRun = `Network:
  dataset: NMNIST
  n_steps: 10
  epochs: 3
  batch_size: 8
  loss: count
  desired_count: 5
  undesired_count: 1
  tau_m: 8
  tau_s: 4
  lr: 0.01
Data:
  bin_us: 9000
Layers:
  output:
    type: linear
    n_inputs: 2312
    n_outputs: 10
`

// session is the command on a terminal of its own.
type session struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	text bytes.Buffer
	done chan struct{}
}

// onTerminal starts the command with all of its files on a new terminal. The
// test binary takes the command's place where it goes by its name.
func onTerminal(t *testing.T, dir string, env []string, stdout io.Writer, args ...string) *session {
	self, err := os.Executable()
	require.NoError(t, err)
	bin := filepath.Join(t.TempDir(), "snnsim")
	require.NoError(t, os.Symlink(self, bin))
	s := &session{t: t, cmd: exec.Command(bin, args...), done: make(chan struct{})}
	s.cmd.Dir, s.cmd.Stdout = dir, stdout
	s.cmd.Env = append(append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(dir, ".cache")), env...)
	s.tty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Rows: 30, Cols: 100})
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	go func() {
		defer close(s.done)
		buf := make([]byte, 4096)
		for {
			n, err := s.tty.Read(buf)
			s.mu.Lock()
			s.text.Write(buf[:n])
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); s.tty.Close() })
	return s
}

func (s *session) screen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *session) sees(text string) {
	s.t.Helper()
	require.Eventually(s.t, func() bool { return strings.Contains(s.screen(), text) }, 20*time.Second, 10*time.Millisecond, "%q", text)
}

// wait returns the exit code and everything that came on the terminal.
func (s *session) wait() (int, string) {
	_ = s.cmd.Wait()
	<-s.done
	return s.cmd.ProcessState.ExitCode(), s.screen()
}

const (
	enterScreen = "\x1b[?1049h"
	leaveScreen = "\x1b[?1049l"
)

var epochLine = regexp.MustCompile(`epoch +\d+/\d+  loss`)

var hashLine = regexp.MustCompile(`weights sha256:[0-9a-f]{64}`)

// lastOn returns what stands last on a terminal.
func lastOn(text string) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(text, "\r", "")), "\n")
	return lines[len(lines)-1]
}

func tinyDir(t *testing.T) string {
	dir := t.TempDir()
	require.NoError(t, mkNMNIST(filepath.Join(dir, "events")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tiny.yaml"), []byte(tinyRun), 0o644))
	return dir
}

func TestTrainingOnATerminal(t *testing.T) {
	dir := tinyDir(t)
	train := func(env []string, stdout io.Writer, args ...string) (int, string) {
		return onTerminal(t, dir, env, stdout, append([]string{"train", "tiny.yaml", "--data", "events"}, args...)...).wait()
	}
	code, full := train([]string{"TERM=xterm-256color", "NO_COLOR="}, nil, "--out", "full")
	require.Zero(t, code, full)
	assert.Contains(t, full, enterScreen)
	_, after, left := strings.Cut(full, leaveScreen)
	require.True(t, left)
	assert.Equal(t, 3, len(epochLine.FindAllString(after, -1)), "the table stays: %q", full)
	assert.Contains(t, after, "run folder full")
	want := hashLine.FindString(after)
	assert.Equal(t, want, lastOn(after))
	assert.NotEmpty(t, want)

	for name, c := range map[string]struct {
		env  []string
		args []string
	}{
		"plain": {[]string{"TERM=xterm-256color"}, []string{"--plain"}},
		"dumb":  {[]string{"TERM=dumb"}, nil},
		"none":  {[]string{"TERM="}, nil},
	} {
		code, lines := train(c.env, nil, append(c.args, "--out", name)...)
		require.Zero(t, code, lines)
		assert.NotContains(t, lines, enterScreen, name)
		assert.Equal(t, want, lastOn(lines), name)
		if name == "plain" {
			assert.NotContains(t, lines, "\x1b", "lines only")
		}
	}

	// Results that go to a file or pipe go there as ever.
	var out bytes.Buffer
	code, screen := train([]string{"TERM=xterm-256color"}, &out, "--out", "piped")
	require.Zero(t, code)
	assert.Contains(t, screen, leaveScreen)
	assert.Equal(t, want, lastOn(out.String()))
	assert.NotContains(t, out.String(), "\x1b")
	assert.NotContains(t, screen, want)

	code, mono := train([]string{"TERM=xterm-256color", "NO_COLOR=1"}, nil, "--out", "mono")
	require.Zero(t, code)
	assert.NotRegexp(t, `\x1b\[[0-9;]*3[0-7]m`, mono)
	assert.Equal(t, want, lastOn(mono))
}

func TestKeysEndTheRun(t *testing.T) {
	for _, key := range []string{"q", "\x03"} {
		dir := tinyDir(t)
		s := onTerminal(t, dir, []string{"TERM=xterm-256color"}, nil, "train", "tiny.yaml", "--data", "events", "--epochs", "100000", "--out", "run")
		s.sees("loss")
		_, err := s.tty.WriteString("l?" + key)
		require.NoError(t, err)
		code, text := s.wait()
		assert.Equal(t, exitInterrupted, code)
		_, after, left := strings.Cut(text, leaveScreen)
		require.True(t, left)
		assert.Contains(t, after, "to continue: snnsim train --resume run")
		if !strings.Contains(after, "interrupted before the first step") {
			assert.Contains(t, after, "interrupted in epoch")
			assert.FileExists(t, filepath.Join(dir, "run", "last.safetensors"))
		}
	}
}

func TestEarlierEpochsAreShownAgain(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "results", "cifar10_small_long", "metrics.jsonl")
	assert.Empty(t, earlierEpochs(path, 0))
	all := earlierEpochs(path, 3)
	require.Len(t, all, 3)
	assert.Equal(t, 3, all[2].Number)
	assert.InDelta(t, 0.4811, all[2].Test, 1e-4)
	assert.InDelta(t, 0.4237, all[2].Train, 1e-4)
	assert.InDelta(t, 34, all[2].Took.Seconds(), 10, "of the epoch, not of the run")
	assert.Empty(t, earlierEpochs(filepath.Join(t.TempDir(), "gone"), 3))
}
