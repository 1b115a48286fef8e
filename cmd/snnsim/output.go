package main

import (
	"fmt"
	"io"
	"sync"
)

// output is the standard output; it remembers what went wrong, so that not
// every line of a table needs to be checked.
type output struct {
	w   io.Writer
	mu  sync.Mutex
	err error
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.w.Write(b)
	if err != nil {
		err = fmt.Errorf("standard output: %w", err)
		if o.err == nil {
			o.err = err
		}
	}
	return n, err
}

// failed returns what went wrong with the output, or nil.
func (o *output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}
