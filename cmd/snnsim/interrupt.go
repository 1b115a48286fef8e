package main

import (
	"context"
	"errors"
	"fmt"
)

var errInterrupted = errors.New("interrupted")

// interrupted says how a command ended after Ctrl-C: what it says itself, or
// just that it was interrupted, or, and then failed is true, what went wrong
// besides.
func interrupted(err error) (_ error, failed bool) {
	var broken brokenError
	if errors.As(err, &broken) {
		return err, true
	}
	if !errors.Is(err, context.Canceled) {
		return err, !errors.Is(err, errInterrupted)
	}
	rest := withoutCancel(err)
	return andThen(errInterrupted, rest), rest != nil
}

// brokenError is an interruption during which something else went wrong.
type brokenError struct{ error }

func (b brokenError) Unwrap() error { return b.error }

// andThen adds what went wrong during an interruption, if anything did.
func andThen(interruption, rest error) error {
	if rest == nil {
		return interruption
	}
	return brokenError{fmt.Errorf("%w, and then: %w", interruption, rest)}
}

// withoutCancel returns those of joined errors that are no consequence of the
// interruption.
func withoutCancel(err error) error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		var rest []error
		for _, e := range j.Unwrap() {
			rest = append(rest, withoutCancel(e))
		}
		return errors.Join(rest...)
	}
	if errors.Is(err, context.Canceled) {
		if inner := errors.Unwrap(err); inner != nil {
			return withoutCancel(inner)
		}
		return nil
	}
	return err
}

// await runs work that does not listen to the context, and stops waiting for
// it when the context ends.
func await[T any](ctx context.Context, work func() T) (result T, err error) {
	if err := ctx.Err(); err != nil {
		return result, err
	}
	done := make(chan T, 1)
	go func() { done <- work() }()
	select {
	case result = <-done:
		return result, nil
	case <-ctx.Done():
		return result, ctx.Err()
	}
}
