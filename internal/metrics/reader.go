package metrics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// Reader reads records line by line, also of a file that still grows: at its
// end Next returns io.EOF, and may be called again when there is more. A last
// line without its end is not read; a writer that was killed leaves such a
// line, one that is at work completes it.
type Reader struct {
	r    io.Reader
	name string
	buf  []byte
	at   int  // where the next line begins in buf
	line int  // lines read
	skip bool // what follows is the rest of a line that was too long
}

// maxLine is the longest line, in bytes: a confusion matrix of a few hundred
// classes.
const maxLine = 1 << 20

// NewReader returns a reader; name is for messages.
func NewReader(r io.Reader, name string) *Reader { return &Reader{r: r, name: name} }

// Next returns the next record, or io.EOF. An error in a line names it; the
// line after it can be read all the same.
func (r *Reader) Next() (*Record, error) {
	for {
		line, err := r.next()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		rec, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", r.name, r.line, err)
		}
		rec.Line = r.line
		return rec, nil
	}
}

// next returns the next whole line, without its end.
func (r *Reader) next() ([]byte, error) {
	searched := r.at
	for {
		if i := bytes.IndexByte(r.buf[searched:], '\n'); i >= 0 {
			line := r.buf[r.at : searched+i]
			r.at = searched + i + 1
			r.line++
			if r.skip {
				r.skip, searched = false, r.at
				continue
			}
			if len(line) > maxLine {
				return nil, fmt.Errorf("%s:%d: a line of %d bytes: at most %d", r.name, r.line, len(line), maxLine)
			}
			return line, nil
		}
		if len(r.buf)-r.at > maxLine {
			r.buf, r.at, searched = r.buf[:0], 0, 0
			if !r.skip {
				r.skip = true
				return nil, fmt.Errorf("%s:%d: a line of more than %d bytes", r.name, r.line+1, maxLine)
			}
		}
		r.buf = append(r.buf[:0], r.buf[r.at:]...)
		r.at, searched = 0, len(r.buf)
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

const chunk = 16 << 10

func (r *Reader) fill() error {
	n := len(r.buf)
	r.buf = append(r.buf, make([]byte, chunk)...)
	got, err := r.r.Read(r.buf[n:])
	r.buf = r.buf[:n+got]
	switch {
	case got > 0:
		return nil // an error comes again
	case err == nil:
		return io.ErrNoProgress
	case errors.Is(err, io.EOF):
		return io.EOF
	}
	return fmt.Errorf("%s: %w", r.name, err)
}

// parse reads one line.
func parse(line []byte) (*Record, error) {
	var k struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(line, &k); err != nil {
		return nil, fmt.Errorf("record: %w", err)
	}
	rec := &Record{Kind: k.Kind}
	var into any
	switch k.Kind {
	case KindStart:
		rec.Start = &Start{}
		into = rec.Start
	case KindStep:
		rec.Step = &Step{}
		into = rec.Step
	case KindEpoch:
		rec.Epoch = &Epoch{}
		into = rec.Epoch
	case KindEnd:
		rec.End = &End{}
		into = rec.End
	case "":
		return nil, errors.New(`record: it has no "kind"`)
	default:
		return rec, nil
	}
	if err := json.Unmarshal(line, into); err != nil {
		return nil, fmt.Errorf("record %s: %w", k.Kind, err)
	}
	return rec, nil
}

// ReadFile returns all records of a file. What comes before a faulty line is
// returned with the error.
func ReadFile(path string) ([]*Record, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	defer f.Close()
	r := NewReader(f, path)
	var recs []*Record
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return recs, nil
		}
		if err != nil {
			return recs, fmt.Errorf("metrics: %w", err)
		}
		recs = append(recs, rec)
	}
}
