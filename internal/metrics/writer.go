package metrics

import (
	"encoding/json"
	"fmt"
	"os"
)

// Writer appends records to a file.
type Writer struct {
	f   *os.File
	buf []byte
}

// NewWriter opens the file for appending and makes it if need be.
func NewWriter(path string) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return &Writer{f: f}, nil
}

// Step appends a record of a window; it does not allocate.
func (w *Writer) Step(s *Step) error {
	w.buf = append(appendStep(w.buf[:0], s), '\n')
	return w.flush()
}

// Start appends the first record.
func (w *Writer) Start(s *Start) error {
	s.Kind, s.Format = KindStart, Format
	return w.marshal(s)
}

// Epoch appends a record of an epoch.
func (w *Writer) Epoch(e *Epoch) error {
	e.Kind = KindEpoch
	return w.marshal(e)
}

// End appends the last record.
func (w *Writer) End(e *End) error {
	e.Kind = KindEnd
	return w.marshal(e)
}

func (w *Writer) marshal(rec any) error {
	b, err := json.Marshal(rec)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	w.buf = append(append(w.buf[:0], b...), '\n')
	return w.flush()
}

// flush writes a line in one call, so that a reader sees it whole as a rule.
func (w *Writer) flush() error {
	if _, err := w.f.Write(w.buf); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// Sync makes all records durable.
func (w *Writer) Sync() error {
	if err := w.f.Sync(); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}

// Close syncs and closes the file.
func (w *Writer) Close() error {
	err := w.Sync()
	if e := w.f.Close(); e != nil && err == nil {
		err = fmt.Errorf("metrics: %w", e)
	}
	return err
}
