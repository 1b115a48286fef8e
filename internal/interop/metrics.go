package interop

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// MetricsCSV turns the records of one kind in a metrics.jsonl file into a
// table: a column for every number or text, with the names of objects in
// objects joined by dots, in the order in which they first appear. Arrays are
// left out. Records without a kind, as earlier versions wrote, are epochs.
// name is for messages.
func MetricsCSV(w io.Writer, r io.Reader, name, kind string) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("export: %s: %w", name, err)
	}
	var columns []string
	var rows []map[string]string
	for n := 1; len(text) > 0; n++ {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		text = rest
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		f := flattener{row: map[string]string{}}
		if err := f.flatten(line); err != nil {
			if !whole {
				break // a writer is at work, or was killed
			}
			return fmt.Errorf("export: %s:%d: %w", name, n, err)
		}
		if k, ok := f.row["kind"]; ok && k != kind || !ok && kind != "epoch" {
			continue
		}
		for _, c := range f.order {
			if c != "kind" && !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
		rows = append(rows, f.row)
	}
	if len(rows) == 0 {
		return fmt.Errorf("export: %s: no record of the kind %s", name, kind)
	}
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, row := range rows {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = row[c]
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// flattener makes a row of an object in JSON.
type flattener struct {
	row   map[string]string
	order []string
}

func (f *flattener) flatten(line []byte) error {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("expected an object")
	}
	if err := f.object(dec, nil); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one object in a line")
	}
	return nil
}

const maxDepth = 10

// object reads the keys and values of an object and its end.
func (f *flattener) object(dec *json.Decoder, path []string) error {
	if len(path) > maxDepth {
		return fmt.Errorf("more than %d levels", maxDepth)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		at := append(slices.Clone(path), fmt.Sprint(key))
		t, err := dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'):
			err = f.object(dec, at)
		case json.Delim('['):
			err = skipArray(dec)
		default:
			if t != nil {
				name := strings.Join(at, ".")
				f.row[name], f.order = fmt.Sprint(t), append(f.order, name)
			}
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// skipArray reads to the end of an array.
func skipArray(dec *json.Decoder) error {
	for depth := 1; depth > 0; {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('['), json.Delim('{'):
			depth++
		case json.Delim(']'), json.Delim('}'):
			depth--
		}
	}
	return nil
}
