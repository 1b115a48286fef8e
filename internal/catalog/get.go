package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/snnsim/snnsim/internal/archive"
	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/fetch"
)

// Options says how a data set is fetched.
type Options struct {
	Out string // the folder that it goes to
	// From is where the files are instead of their known places: a folder, or
	// the address of one. May be empty.
	From string
	// NoVerify takes files of other checksums too.
	NoVerify bool
	Client   *fetch.Client
	// Log tells what is done, may be nil.
	Log func(format string, args ...any)
	// Unpacked is called as files are unpacked, may be nil.
	Unpacked func(archive.Summary)
}

// Get fetches what is not there yet of a data set. A file is used only if its
// checksum is right.
func (s Set) Get(ctx context.Context, o Options) error {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	if o.Client == nil {
		o.Client = &fetch.Client{}
	}
	_, err := os.Lstat(o.Out)
	made := errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return fmt.Errorf("fetch %s: %w", s.Name, err)
	}
	for _, f := range s.Files {
		if err := f.get(ctx, o); err != nil {
			if made {
				os.Remove(o.Out) // if nothing is in it
			}
			return fmt.Errorf("fetch %s: %w", s.Name, err)
		}
	}
	return nil
}

// get fetches one file and unpacks it.
func (f File) get(ctx context.Context, o Options) error {
	target := filepath.Join(o.Out, f.Name)
	if f.Folder != "" {
		if st, err := os.Stat(filepath.Join(o.Out, f.Folder)); err == nil && st.IsDir() {
			o.Log("%s is there already", filepath.Join(o.Out, f.Folder))
			return nil
		}
	}
	if _, err := os.Stat(target); err == nil {
		if err := f.check(target, o); err != nil {
			return fmt.Errorf("%w; remove it to fetch it again", err)
		}
		o.Log("%s is there already", target)
		return f.unpack(ctx, target, o, true)
	}
	local, err := f.local(o)
	if err != nil {
		return err
	}
	if local == "" {
		if err := f.download(ctx, target, o); err != nil {
			return err
		}
		return f.unpack(ctx, target, o, false)
	}
	if err := f.check(local, o); err != nil {
		return err
	}
	if f.Folder != "" {
		return f.unpack(ctx, local, o, true)
	}
	if err := copyFile(ctx, target, local); err != nil {
		return err
	}
	o.Log("copied %s to %s", local, target)
	return nil
}

// local finds the file in the folder that it is to come from; nothing if it
// is to come over the network.
func (f File) local(o Options) (string, error) {
	if o.From == "" || isURL(o.From) {
		return "", nil
	}
	names := append([]string{f.Name}, f.Others...)
	for _, name := range names {
		for _, n := range []string{name, strings.ToLower(name)} {
			path := filepath.Join(o.From, n)
			if st, err := os.Stat(path); err == nil && st.Mode().IsRegular() {
				return path, nil
			}
		}
	}
	if _, err := os.Stat(o.From); err != nil {
		return "", err
	}
	return "", fmt.Errorf("folder %s: expected a file %s: %w", o.From, strings.Join(names, " or "), fs.ErrNotExist)
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

func (f File) download(ctx context.Context, target string, o Options) error {
	urls := f.URLs
	if o.From != "" {
		urls = []string{strings.TrimSuffix(o.From, "/") + "/" + f.Name}
	}
	o.Log("downloading %s", urls[0])
	return o.Client.Download(ctx, fetch.File{
		URLs: urls, Path: target, MaxBytes: f.Max, Check: func(path string) error { return f.check(path, o) },
	})
}

// check verifies a file, by its own checksum or by that of its content.
func (f File) check(path string, o Options) error {
	if o.NoVerify || f.SHA256 == "" {
		sum, err := fetch.SHA256(path)
		if err == nil {
			o.Log("%s is not verified: sha256 %s", f.Name, sum)
		}
		return err
	}
	err := fetch.Verify(path, f.SHA256)
	var sum *fetch.ChecksumError
	if f.Content == "" || !errors.As(err, &sum) {
		return err
	}
	if got, e := archive.GzipSHA256(path, f.Limits.Bytes); e == nil && got == f.Content {
		return nil // packed anew, the same inside
	}
	return err
}

// unpacking begins the names of folders that archives are unpacked in, and
// forgotten is how old one is that a killed program left.
const (
	unpacking = ".unpack"
	forgotten = 24 * time.Hour
)

// sweep removes what killed programs left. What can't be removed stays.
func sweep(dir string) {
	list, _ := os.ReadDir(dir)
	for _, d := range list {
		if st, err := d.Info(); err == nil && d.IsDir() && strings.HasPrefix(d.Name(), unpacking) && time.Since(st.ModTime()) > forgotten {
			_ = os.RemoveAll(filepath.Join(dir, d.Name()))
		}
	}
}

// unpack unpacks an archive and removes it, unless it is to be kept.
func (f File) unpack(ctx context.Context, path string, o Options, keep bool) error {
	if f.Folder == "" {
		return nil
	}
	o.Log("unpacking %s", path)
	sweep(o.Out)
	tmp, err := os.MkdirTemp(o.Out, unpacking+"*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	inside := filepath.Join(tmp, "inside")
	sum, err := archive.Extract(ctx, path, inside, f.Limits, o.Unpacked)
	if err != nil {
		return err
	}
	from, to := filepath.Join(inside, f.Folder), filepath.Join(o.Out, f.Folder)
	if f.Whole {
		from = inside
	}
	if st, err := os.Stat(from); err != nil || !st.IsDir() {
		return fmt.Errorf("%s: expected a folder %s in the archive", path, f.Folder)
	}
	// On disk before it has its name, and before the archive goes.
	if err := atomicfile.SyncTree(from); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	if err := (atomicfile.OS{}).SyncDir(o.Out); err != nil {
		return err
	}
	o.Log("unpacked %d files, %.1f MB", sum.Files, float64(sum.Bytes)/1e6)
	if keep {
		return nil
	}
	return os.Remove(path)
}
