package main

import (
	"io"
	"strings"
)

// holder keeps what a view prints while the terminal shows something else, and
// prints it afterwards in the order in which it came.
type holder struct {
	out, live io.Writer
	terminal  bool
	parts     []heldPart
	last      string // what came last that is not a result
}

type heldPart struct {
	to   io.Writer
	text []byte
}

// heldWriter is a writer whose text is held.
type heldWriter struct {
	h    *holder
	to   io.Writer
	note bool
}

func (w heldWriter) Write(p []byte) (int, error) {
	if w.note {
		w.h.last = strings.TrimSpace(string(p))
	}
	w.h.parts = append(w.h.parts, heldPart{w.to, append([]byte(nil), p...)})
	return len(p), nil
}

// hold begins to hold what the view writes to a terminal. What goes to a file
// or a pipe goes there at once.
func (h *holder) hold(v *view) {
	h.out, h.live, h.terminal = v.out, v.live, v.terminal
	if isTerminal(v.out) {
		v.out = heldWriter{h: h, to: v.out}
	}
	v.live, v.terminal = heldWriter{h: h, to: v.live, note: true}, false
}

// release prints what was held and lets the view print again.
func (h *holder) release(v *view) {
	v.out, v.live, v.terminal = h.out, h.live, h.terminal
	for _, p := range h.parts {
		_, _ = p.to.Write(p.text)
	}
	h.parts = nil
}
