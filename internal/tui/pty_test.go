//go:build linux

package tui

import (
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// tty is a pseudo-terminal and what has been written on it.
type tty struct {
	screen
	master, slave *os.File
}

func openTTY(t *testing.T, w, h uint16) *tty {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	require.NoError(t, pty.Setsize(master, &pty.Winsize{Cols: w, Rows: h}))
	y := &tty{master: master, slave: slave}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(&y.screen, master)
	}()
	t.Cleanup(func() {
		slave.Close()
		master.Close()
		<-done
	})
	return y
}

// patience is how long to wait for what must come, on a busy machine too.
const patience = time.Minute

func (y *tty) sees(t *testing.T, text string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(y.String(), text) }, patience, 10*time.Millisecond, "%q", text)
}

func (y *tty) reset() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.text.Reset()
}

func TestOnATerminal(t *testing.T) {
	y := openTTY(t, 100, 30)
	before, err := unix.IoctlGetTermios(int(y.slave.Fd()), unix.TCGETS)
	require.NoError(t, err)
	var ended atomic.Int64
	l := Start(Options{Input: y.slave, Output: y.slave, Color: true, Env: []string{"TERM=xterm-256color"}, Interrupt: func() { ended.Add(1) }})
	l.Publish(example())
	y.sees(t, "nmnist_sim")
	y.sees(t, "\x1b[36m")

	raw, err := unix.IoctlGetTermios(int(y.slave.Fd()), unix.TCGETS)
	require.NoError(t, err)
	assert.NotEqual(t, *before, *raw, "keys come one by one")

	// A picture that does not change is not written again.
	for range 3 {
		y.reset()
		time.Sleep(350 * time.Millisecond)
	}
	assert.Less(t, len(y.String()), 200, "%q", y.String())

	_, err = y.master.WriteString("?")
	require.NoError(t, err)
	y.sees(t, "Keys")
	_, err = y.master.WriteString("?l\x03")
	require.NoError(t, err)
	require.Eventually(t, func() bool { return ended.Load() == 1 && l.Layer() == 1 }, patience, 10*time.Millisecond)
	y.sees(t, "stopping after this step")

	l.Close()
	y.sees(t, "\x1b[?1049l")
	after, err := unix.IoctlGetTermios(int(y.slave.Fd()), unix.TCGETS)
	require.NoError(t, err)
	assert.Equal(t, *before, *after, "the terminal is as it was")
}

func TestResizes(t *testing.T) {
	y := openTTY(t, 80, 24)
	l := Start(Options{Input: y.slave, Output: y.slave, Env: []string{"TERM=xterm-256color"}})
	defer l.Close()
	s := example()
	for i, size := range []pty.Winsize{{Rows: 24, Cols: 40}, {Rows: 1, Cols: 1}, {Rows: 60, Cols: 200}, {Rows: 2, Cols: 200}, {Rows: 50, Cols: 13}, {Rows: 24, Cols: 80}} {
		require.NoError(t, pty.Setsize(y.master, &size))
		require.NoError(t, unix.Kill(os.Getpid(), unix.SIGWINCH))
		next := *s
		next.Step = 100 + i
		l.Publish(&next)
		time.Sleep(120 * time.Millisecond)
		require.False(t, l.Gone(), "%v", size)
	}
	y.sees(t, "105")
}

func TestFit(t *testing.T) {
	y := openTTY(t, 80, 24)
	env := func(name string) func(string) string {
		return func(key string) string { return map[string]string{"TERM": name}[key] }
	}
	assert.False(t, Fit(y.slave, env("dumb")))
	assert.False(t, Fit(y.slave, env("")))
	assert.False(t, Fit(y.slave, env("xterm")), "another session's terminal is not ours to change")
	assert.True(t, term.IsTerminal(int(y.slave.Fd())))
	f, err := os.CreateTemp(t.TempDir(), "")
	require.NoError(t, err)
	defer f.Close()
	assert.False(t, Fit(f, env("xterm")))
	assert.True(t, Colored(env("")))
	assert.False(t, Colored(func(string) string { return "1" }))
}

// TestAnIdleReadEnds is what lets a key after the program was suspended reach
// the reader that waits for it, not the one from before.
func TestAnIdleReadEnds(t *testing.T) {
	y := openTTY(t, 80, 24)
	keys, stop := newKeyboard(y.slave)
	buf := make([]byte, 8)
	n, err := keys.Read(buf)
	require.NoError(t, err)
	assert.Zero(t, n)
	_, err = y.master.WriteString("q\n")
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		n, err = keys.Read(buf)
		return err != nil || n > 0
	}, patience, time.Millisecond)
	require.NoError(t, err)
	assert.Equal(t, "q\n", string(buf[:n]))
	stop()
	_, err = keys.Read(buf)
	assert.ErrorIs(t, err, io.EOF)
}
