//go:build unix

package tui

import (
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// pollTime is how long a read waits for a key.
const pollTime = 100 * time.Millisecond

// keyboard is a terminal whose reads end when it is told to, and leave what is
// typed afterwards to the next program.
type keyboard struct {
	*os.File
	mu      sync.Mutex // one read at a time
	stopped atomic.Bool
}

// newKeyboard returns the keyboard of a terminal, and a function that ends its
// reads. What is no file is returned as it is.
func newKeyboard(in io.Reader) (keys io.Reader, stop func()) {
	f, ok := in.(*os.File)
	if !ok {
		return in, func() {}
	}
	k := &keyboard{File: f}
	return struct{ terminalFile }{k}, k.stop
}

// terminalFile is what the library takes for a terminal. Without a name it
// leaves waiting for keys to Read.
type terminalFile interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// Read waits for keys, but not for long: a reader that was given up, as when the
// program was suspended, must not take a key from the one after it.
func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stopped.Load() {
		return 0, io.EOF
	}
	fds := []unix.PollFd{{Fd: int32(k.Fd()), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, int(pollTime/time.Millisecond))
	if err != nil && !errors.Is(err, unix.EINTR) {
		return 0, err
	}
	if err == nil && n > 0 {
		return k.File.Read(p)
	}
	return 0, nil
}

// stop ends reads and waits for one that is under way.
func (k *keyboard) stop() {
	k.stopped.Store(true)
	k.mu.Lock()
	defer k.mu.Unlock()
}

// Close leaves the terminal open: it is the program's.
func (k *keyboard) Close() error { return nil }
