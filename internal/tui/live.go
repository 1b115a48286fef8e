package tui

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Options of a Live view.
type Options struct {
	Input         io.Reader // keys; nil for none
	Output        io.Writer // a terminal, or where its bytes go
	Env           []string  // the environment of the terminal
	Width, Height int       // used if Output is no terminal
	Color         bool
	// Interrupt is called when the user asks to end the run, each time.
	Interrupt func()
}

// Live is a view that is on the terminal. Its methods may be called from
// several goroutines, and none waits for the terminal but Close.
type Live struct {
	opt     Options
	program *tea.Program
	latest  atomic.Pointer[Snapshot]
	layer   atomic.Int64
	fault   atomic.Pointer[error] // a panic in the view
	done    chan struct{}         // closed when the view has left the terminal
	err     error                 // why, once done is closed
	close   sync.Once
	restore func() // puts the terminal back, whatever state the view is in
	release func() // stops watching signals
}

// Closing waits so long for the view before it puts the terminal back itself.
const closeTimeout = 2 * time.Second

// Start puts a view on the terminal.
func Start(opt Options) *Live {
	l := &Live{opt: opt, done: make(chan struct{})}
	l.restore = restorer(opt.Input, opt.Output)
	profile := colorprofile.Ascii
	if opt.Color {
		profile = colorprofile.ANSI
	}
	m := Model{live: l, theme: Theme{Color: opt.Color}, state: State{Keyless: opt.Input == nil}, now: time.Now(), w: opt.Width, h: opt.Height}
	keys, stop := newKeyboard(opt.Input)
	l.program = tea.NewProgram(m,
		tea.WithInput(keys), tea.WithOutput(opt.Output), tea.WithEnvironment(opt.Env),
		tea.WithWindowSize(opt.Width, opt.Height), tea.WithColorProfile(profile),
		tea.WithFPS(framesPerSecond), tea.WithoutSignalHandler())
	l.release = watchSignals(l.Close)
	go func() {
		defer close(l.done)
		defer stop()
		if _, l.err = l.program.Run(); l.err != nil {
			l.restore()
		}
	}()
	return l
}

// Publish hands over the latest snapshot.
func (l *Live) Publish(s *Snapshot) { l.latest.Store(s) }

// Layer returns how often the user has asked for the next layer.
func (l *Live) Layer() int { return int(l.layer.Load()) }

// Gone reports whether the view has left the terminal, because of Close or of
// an error.
func (l *Live) Gone() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// Err returns why the view left the terminal by itself; nil if it did not.
func (l *Live) Err() error {
	if !l.Gone() {
		return nil
	}
	if fault := l.fault.Load(); fault != nil {
		return *fault
	}
	return l.err
}

// failed notes what the view panicked with, and reports whether it ever has.
func (l *Live) failed(r any) bool {
	if r != nil {
		err := fmt.Errorf("tui: panic: %v", r)
		l.fault.CompareAndSwap(nil, &err)
	}
	return l.fault.Load() != nil
}

// Close takes the view off the terminal and leaves the terminal as it was. A
// view that does not answer is given up after a time.
func (l *Live) Close() {
	l.close.Do(func() {
		defer l.release()
		go l.program.Quit()
		select {
		case <-l.done:
			return
		case <-time.After(closeTimeout):
		}
		go l.program.Kill()
		select {
		case <-l.done:
		case <-time.After(closeTimeout):
			l.restore()
		}
	})
}

func (l *Live) interrupt() {
	if l.opt.Interrupt != nil {
		l.opt.Interrupt()
	}
}
