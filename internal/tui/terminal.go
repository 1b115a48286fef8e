package tui

import (
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// Fit reports whether a view can be shown on f: a terminal in the foreground
// that can move its cursor and draws the characters of curves. getenv reads
// the environment.
func Fit(f *os.File, getenv func(string) string) bool {
	switch getenv("TERM") {
	case "", "dumb", "linux": // the Linux console has no braille
		return false
	}
	return term.IsTerminal(int(f.Fd())) && foreground(int(f.Fd()))
}

// Colored reports whether colours are wanted: https://no-color.org.
func Colored(getenv func(string) string) bool { return getenv("NO_COLOR") == "" }

// leave gives the keys back their ordinary codes (xterm's and kitty's), shows the cursor,
// ends colours and goes back to the ordinary screen.
const leave = "\x1b[>4m\x1b[=0;1u\x1b[0m\x1b[?1049l\x1b[?25h\r"

// writeTimeout is how long the last write to a terminal may take.
const writeTimeout = 200 * time.Millisecond

// restorer returns a function that puts a terminal back into the state in
// which it is now.
func restorer(in io.Reader, out io.Writer) func() {
	f, ok := in.(*os.File)
	var state *term.State
	if ok {
		state, _ = term.GetState(int(f.Fd()))
	}
	return func() {
		if state != nil {
			_ = term.Restore(int(f.Fd()), state)
		}
		written := make(chan struct{})
		go func() {
			defer close(written)
			_, _ = io.WriteString(out, leave)
		}()
		select {
		case <-written:
		case <-time.After(writeTimeout): // the terminal takes nothing any more
		}
	}
}
