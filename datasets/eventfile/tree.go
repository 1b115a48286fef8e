package eventfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/snnsim/snnsim/datasets"
)

// TreeResult is what ConvertTree did.
type TreeResult struct {
	Files, Events int
	Others        []string // files that are no recordings, left out
	Bad           []error  // recordings that could not be converted
}

// ErrBad is returned for a folder with bad recordings.
var ErrBad = errors.New("bad recordings")

// ErrNotEmpty is returned for a folder that already holds something.
var ErrNotEmpty = errors.New("the folder is not empty")

// TreeOptions says how a folder is converted.
type TreeOptions struct {
	Options
	// SkipBad leaves bad recordings out instead of refusing the folder.
	SkipBad bool
	// Progress is called after every file, one call at a time; may be nil.
	Progress func(done, total int)
}

// ConvertTree converts every recording below in and writes it to the same
// place below out, which appears when it is complete. The note that recordings
// are simulated goes with them. With bad recordings, and without SkipBad, the
// result lists all of them, the error is ErrBad, and nothing is written.
func ConvertTree(ctx context.Context, in, out string, to Format, o TreeOptions) (res *TreeResult, err error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := apart(in, out); err != nil {
		return nil, err
	}
	if list, err := os.ReadDir(out); err == nil && len(list) > 0 {
		return nil, fmt.Errorf("eventfile: folder %s: %w", out, ErrNotEmpty)
	} else if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("eventfile: folder: %w", err) // a file, for one
	}
	res = &TreeResult{}
	files, err := res.list(in, to)
	if err != nil {
		return nil, err
	}
	parent := filepath.Dir(filepath.Clean(out))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	tmp, err := os.MkdirTemp(parent, "."+filepath.Base(out)+".tmp*")
	if err != nil {
		return nil, fmt.Errorf("eventfile: %w", err)
	}
	defer func() {
		if err != nil {
			os.RemoveAll(tmp)
		}
	}()
	results, err := o.convertAll(ctx, in, tmp, files, to)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if r.err != nil {
			res.Bad = append(res.Bad, r.err)
			continue
		}
		res.Files++
		res.Events += r.events
	}
	if len(res.Bad) > 0 && !o.SkipBad || res.Files == 0 {
		return res, fmt.Errorf("eventfile: folder %s: %d of %d recordings: %w", in, len(res.Bad), len(files), ErrBad)
	}
	if err := copyNote(in, tmp); err != nil {
		return nil, err
	}
	return res, place(tmp, out)
}

// list finds the recordings below a folder. Names that would become the same
// are refused.
func (r *TreeResult) list(in string, to Format) ([]string, error) {
	var files []string
	from := map[string]string{}
	err := filepath.WalkDir(in, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != in && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() || d.Name() == datasets.SimulatedNote {
			return nil
		}
		name, err := filepath.Rel(in, path)
		if err != nil {
			return err
		}
		st, err := os.Stat(path)
		if _, ok := FormatOf(name); !ok || err == nil && st.IsDir() {
			r.Others = append(r.Others, name)
			return nil
		}
		target := replaceExt(name, to)
		if other, ok := from[target]; ok {
			return fmt.Errorf("%s and %s would both become %s", other, name, target)
		}
		from[target] = name
		files = append(files, name)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("eventfile: folder %s: %w", in, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("eventfile: folder %s: no file that ends in one of %v", in, Formats())
	}
	return files, nil
}

// fileResult is what became of one file: its events, or its fault.
type fileResult struct {
	events int
	err    error
}

// convertAll converts the files on all processors. Its error is one of
// writing, or the context's.
func (o *TreeOptions) convertAll(ctx context.Context, in, out string, files []string, to Format) ([]fileResult, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	results := make([]fileResult, len(files))
	var next, done int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(files) || ctx.Err() != nil {
					return
				}
				r := &results[i]
				r.events, r.err = o.convertTo(filepath.Join(in, files[i]), filepath.Join(out, replaceExt(files[i], to)), to)
				var w *writeError
				if errors.As(r.err, &w) {
					stop(r.err)
					return
				}
				mu.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, len(files))
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("eventfile: folder %s: %w", in, context.Cause(ctx))
	}
	return results, nil
}

// writeError marks an error as lying in what is written.
type writeError struct{ error }

func (w *writeError) Unwrap() error { return w.error }

// convertTo converts one file and returns the number of its events.
func (o *TreeOptions) convertTo(from, path string, to Format) (int, error) {
	ev, err := Read(from, o.Options)
	if err != nil {
		return 0, err
	}
	b, err := Encode(to, ev)
	if err != nil {
		return 0, withPath(from, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return 0, &writeError{fmt.Errorf("eventfile: %w", err)}
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return 0, &writeError{fmt.Errorf("eventfile: %w", err)}
	}
	return len(ev), nil
}

func replaceExt(name string, to Format) string {
	return strings.TrimSuffix(name, filepath.Ext(name)) + "." + string(to)
}

// apart refuses folders of which one lies in the other.
func apart(in, out string) error {
	a, err := filepath.Abs(in)
	if err != nil {
		return fmt.Errorf("eventfile: %w", err)
	}
	b, err := filepath.Abs(out)
	if err != nil {
		return fmt.Errorf("eventfile: %w", err)
	}
	sep := string(filepath.Separator)
	if a == b || strings.HasPrefix(b, a+sep) || strings.HasPrefix(a, b+sep) {
		return fmt.Errorf("eventfile: folders %s and %s: expected neither to lie in the other", in, out)
	}
	return nil
}

func copyNote(in, out string) error {
	b, err := os.ReadFile(filepath.Join(in, datasets.SimulatedNote))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(out, datasets.SimulatedNote), b, 0o644)
	}
	if err != nil {
		return fmt.Errorf("eventfile: %w", err)
	}
	return nil
}

// place gives a complete folder its name. An empty one may stand there.
func place(tmp, out string) error {
	if err := os.Chmod(tmp, 0o755); err != nil {
		return fmt.Errorf("eventfile: %w", err)
	}
	if err := os.Remove(out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("eventfile: %w", err)
	}
	if err := os.Rename(tmp, out); err != nil {
		return fmt.Errorf("eventfile: %w", err)
	}
	return nil
}
