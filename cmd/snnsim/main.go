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
	exitOK      = 0
	exitFailure = 1 // data, files, training
	exitUsage   = 2 // flags, arguments, network files
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
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
