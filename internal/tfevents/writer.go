package tfevents

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Writer writes events. What is added for a step is written together, by
// Flush. It may be used by one goroutine at a time.
type Writer struct {
	w       io.Writer
	now     func() time.Time
	step    int64
	summary []byte // values of the step
	buf     []byte
	close   func() error
}

// New writes events to w, the time of each taken from now, and begins with the
// version of the format.
func New(w io.Writer, now func() time.Time) (*Writer, error) {
	x := &Writer{w: w, now: now, close: func() error { return nil }}
	return x, x.write(event(now(), 0, fieldFileVersion, []byte(fileVersion)))
}

// Prefix is how the names of event files begin.
const Prefix = "events.out.tfevents."

// Create makes a new event file in a folder. Its name has the time, so that
// the files of a run that was continued follow each other.
func Create(dir string) (*Writer, error) {
	name := fmt.Sprintf("%s%d.snnsim", Prefix, time.Now().Unix())
	for i := 0; ; i++ {
		path := filepath.Join(dir, name)
		if i > 0 {
			path += fmt.Sprintf(".%d", i)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("tensorboard: %w", err)
		}
		w, err := New(f, time.Now)
		if err != nil {
			f.Close()
			return nil, err
		}
		w.close = f.Close
		return w, nil
	}
}

// Restart says that training goes on and will take the given step next:
// readers forget what they have read of it and of later ones.
func (w *Writer) Restart(step int64) error {
	return w.write(event(w.now(), step, fieldSessionLog, appendVarint(nil, fieldStatus, statusStart)))
}

// Scalar adds a number at a step.
func (w *Writer) Scalar(step int64, tag string, v float64) error {
	return w.add(step, scalar(tag, v))
}

// Histogram adds how numbers are distributed at a step.
func (w *Writer) Histogram(step int64, tag string, h Histogram) error {
	return w.add(step, histogram(tag, h))
}

// add adds a value to the event of its step.
func (w *Writer) add(step int64, value []byte) error {
	if step != w.step {
		if err := w.Flush(); err != nil {
			return err
		}
		w.step = step
	}
	w.summary = appendBytes(w.summary, fieldValue, value)
	return nil
}

// Flush writes what was added.
func (w *Writer) Flush() error {
	if len(w.summary) == 0 {
		return nil
	}
	err := w.write(event(w.now(), w.step, fieldSummary, w.summary))
	w.summary = w.summary[:0]
	return err
}

// write writes a whole record at once, so that one that is cut can only be the
// last.
func (w *Writer) write(data []byte) error {
	w.buf = appendRecord(w.buf[:0], data)
	if _, err := w.w.Write(w.buf); err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	return nil
}

// Close writes what was added and ends the file.
func (w *Writer) Close() error {
	if err := errors.Join(w.Flush(), w.close()); err != nil {
		return fmt.Errorf("tensorboard: %w", err)
	}
	return nil
}
