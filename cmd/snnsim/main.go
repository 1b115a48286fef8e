// Command snnsim trains and examines spiking neural networks with TSSL-BP.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/snnsim/snnsim/snn"
)

// The exit codes of the command.
const (
	exitOK          = 0
	exitFailure     = 1   // data, files, training
	exitUsage       = 2   // flags, arguments, network files
	exitInterrupted = 130 // Ctrl-C or q, as shells count it
)

func main() {
	os.Exit(listen(os.Args[1:]))
}

// listen executes a command line that Ctrl-C interrupts.
func listen(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends the program at once, as if nobody had listened.
	context.AfterFunc(ctx, stop)
	return run(ctx, args, os.Stdout, os.Stderr)
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	out := &output{w: stdout}
	root.SetOut(out)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = out.failed()
	}
	if err == nil {
		return exitOK
	}
	if ctx.Err() != nil || errors.Is(err, errInterrupted) { // by a signal, or by a key of the view
		var failed bool
		if err, failed = interrupted(err); !failed {
			fmt.Fprintf(stderr, "snnsim: %v\n", err)
			return exitInterrupted
		}
	}
	fmt.Fprintf(stderr, "snnsim: %v\n", err)
	if isUsage(err) {
		return exitUsage
	}
	return exitFailure
}

// usageError marks an error as the caller's.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// isUsage reports whether an error lies in the command line or a network
// file. A network inside a damaged checkpoint is a data error.
func isUsage(err error) bool {
	var u usageError
	var d dataError
	var c *snn.ConfigError
	if errors.As(err, &d) {
		return false
	}
	return errors.As(err, &u) || errors.As(err, &c)
}

// dataError marks an error as lying in data or files.
type dataError struct{ error }

func (d dataError) Unwrap() error { return d.error }

// asData marks an error as lying in data, unless it is the caller's.
func asData(err error) error {
	var u usageError
	if err == nil || errors.As(err, &u) {
		return err
	}
	return dataError{err}
}
