package eventfile

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/atomicfile"
)

// TreeResult is what ConvertTree, CutTree or CutGestures did.
type TreeResult struct {
	Files, Events int
	Others        []string // files that are no recordings, left out
	Bad           []error  // recordings that could not be converted
}

// ErrBad is returned, wrapped, for a folder with bad recordings, or without a good
// one.
var ErrBad = errors.New("bad recordings")

// ErrNotEmpty is returned for a folder that already holds something.
var ErrNotEmpty = atomicfile.ErrNotEmpty

// TreeOptions says how a folder is converted.
type TreeOptions struct {
	Options
	// SkipBad leaves bad recordings out instead of refusing the folder.
	SkipBad bool
	// TestShare, above 0 and below 1, divides a folder of class folders, CLASS/RECORDING: this
	// share of every class, spread evenly over the order of names, goes below Test, the others
	// below Train. A class that would have none for the test is refused.
	TestShare float64
	// Progress is called after every file, one call at a time; may be nil.
	Progress func(done, total int)
}

// ConvertTree converts every recording below in and writes it to the same
// place below out, which appears when it is complete. Notes that recordings
// are simulated go with them; in may be a link, but links to folders below it
// are refused, or, with SkipBad, left out. With bad recordings and without
// SkipBad, or without a good one, the result lists all bad ones, the error wraps
// ErrBad, and nothing is written.
func ConvertTree(ctx context.Context, in, out string, to Format, o TreeOptions) (*TreeResult, error) {
	t, err := newConversion(in, out, to, o)
	if err != nil {
		return nil, err
	}
	if err := t.list(); err != nil {
		return nil, err
	}
	split, err := t.divide()
	if err != nil {
		return nil, err
	}
	return t.run(ctx, out, func(_ context.Context, name, out string) fileResult {
		return t.convertFile(name, filepath.Join(out, split[name]))
	})
}

// newConversion refuses a folder that can't be converted to another.
func newConversion(in, out string, to Format, o TreeOptions) (*conversion, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if !(o.TestShare >= 0 && o.TestShare < 1) {
		return nil, fmt.Errorf("eventfile: a share of %v for the test: expected at least 0 and below 1", o.TestShare)
	}
	if !slices.Contains(Written(), to) {
		return nil, fmt.Errorf("eventfile: format %q: expected one of %v", to, Written())
	}
	target, noFolder := atomicfile.NewFolder(out)
	if errors.Is(noFolder, atomicfile.ErrNoName) {
		return nil, fmt.Errorf("eventfile: %w", noFolder)
	}
	// A walk does not follow a link that it begins with.
	root, err := filepath.EvalSymlinks(in)
	if err != nil {
		return nil, fmt.Errorf("eventfile: folder: %w", err)
	}
	if noFolder != nil {
		target = out
	}
	if err := cmp.Or(apart(in, out), apart(root, out), apart(root, target)); err != nil {
		return nil, err
	}
	if noFolder != nil {
		return nil, fmt.Errorf("eventfile: %w", noFolder)
	}
	return &conversion{TreeOptions: o, in: root, to: to}, nil
}

// run converts all files with one into a folder that appears when it is complete.
func (t *conversion) run(ctx context.Context, out string, one func(ctx context.Context, name, out string) fileResult) (res *TreeResult, err error) {
	err = atomicfile.Folder(out, func(tmp string) (err error) {
		res, err = t.convert(ctx, tmp, one)
		return err
	})
	if err != nil {
		return res, fmt.Errorf("eventfile: %w", err)
	}
	return res, nil
}

// conversion is a folder that is to be converted.
type conversion struct {
	TreeOptions
	in     string
	to     Format
	files  []string // recordings, below in
	others []string // no recordings
	notes  []string // that recordings are simulated
	moved  bool     // recordings come to lie in other folders: a note is for all
}

// convert converts all files to places below out.
func (t *conversion) convert(ctx context.Context, out string, one func(ctx context.Context, name, out string) fileResult) (*TreeResult, error) {
	res := &TreeResult{Others: t.others}
	results, err := t.convertAll(ctx, out, one)
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if r.err != nil {
			res.Bad = append(res.Bad, r.err)
			continue
		}
		res.Files += r.files
		res.Events += r.events
	}
	if len(res.Bad) > 0 && !t.SkipBad || res.Files == 0 {
		return res, fmt.Errorf("folder %s: %d of %d recordings: %w", t.in, len(res.Bad), len(t.files), ErrBad)
	}
	if err := t.copyNotes(out); err != nil {
		return nil, err
	}
	return res, nil
}

// list finds the recordings below a folder. Names that would become the same
// are refused.
func (t *conversion) list() error {
	from := map[string]string{}
	err := filepath.WalkDir(t.in, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path != t.in && strings.HasPrefix(d.Name(), ".") {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		name, err := filepath.Rel(t.in, path)
		if err != nil {
			return err
		}
		if d.Name() == datasets.SimulatedNote {
			t.notes = append(t.notes, name)
			return nil
		}
		if st, err := os.Stat(path); err == nil && st.IsDir() {
			if !t.SkipBad {
				return fmt.Errorf("%s is a link to a folder: expected the folder itself", name)
			}
			t.others = append(t.others, name)
			return nil
		}
		if _, ok := FormatOf(name); !ok {
			t.others = append(t.others, name)
			return nil
		}
		target := replaceExt(name, t.to)
		key := strings.ToLower(target) // one file on some file systems
		if other, ok := from[key]; ok {
			return fmt.Errorf("%s and %s would both become %s", other, name, target)
		}
		from[key] = name
		t.files = append(t.files, name)
		return nil
	})
	if err != nil {
		return fmt.Errorf("eventfile: folder %s: %w", t.in, err)
	}
	if len(t.files) == 0 {
		return fmt.Errorf("eventfile: folder %s: no file that ends in one of %v", t.in, Formats())
	}
	return nil
}

// fileResult is what became of one file: the files that it was written to and their events, or its fault.
type fileResult struct {
	files, events int
	err           error
}

// convertAll converts the files on all processors. Its error is one of
// writing, or the context's.
func (t *conversion) convertAll(ctx context.Context, out string, one func(ctx context.Context, name, out string) fileResult) ([]fileResult, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	results := make([]fileResult, len(t.files))
	var next, done int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(t.files)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(t.files) || ctx.Err() != nil {
					return
				}
				results[i] = one(ctx, t.files[i], out)
				var w *writeError
				if errors.As(results[i].err, &w) {
					stop(results[i].err)
					return
				}
				mu.Lock()
				done++
				if t.Progress != nil {
					t.Progress(done, len(t.files))
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("folder %s: %w", t.in, context.Cause(ctx))
	}
	return results, nil
}

// writeError marks an error as lying in what is written.
type writeError struct{ error }

func (w *writeError) Unwrap() error { return w.error }

// convertFile converts one file to the same place below out.
func (t *conversion) convertFile(name, out string) fileResult {
	from := filepath.Join(t.in, name)
	ev, err := Read(from, t.Options)
	if err != nil {
		return fileResult{err: err}
	}
	if len(ev) == 0 { // copies that failed, and no recordings
		return fileResult{err: &datasets.FormatError{Path: from, Offset: -1, Want: "an event", Got: "none"}}
	}
	if err := t.write(from, filepath.Join(out, replaceExt(name, t.to)), ev); err != nil {
		return fileResult{err: err}
	}
	return fileResult{files: 1, events: len(ev)}
}

// write writes events of a file to another.
func (t *conversion) write(from, path string, ev []datasets.Event) error {
	b, err := Encode(t.to, ev)
	if err != nil {
		return withPath(from, err)
	}
	return place(path, b)
}

// place writes a file and the folders that it lies in.
func place(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return &writeError{err}
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) // what is there is of another recording
	if err != nil {
		return &writeError{err}
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		return &writeError{err}
	}
	return nil
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
