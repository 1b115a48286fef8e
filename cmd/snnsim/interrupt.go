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
	if !errors.Is(err, context.Canceled) {
		return err, false
	}
	if rest := withoutCancel(err); rest != nil {
		return fmt.Errorf("%w, and then: %w", errInterrupted, rest), true
	}
	return errInterrupted, false
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
