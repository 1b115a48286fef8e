// Package rundir lays out the folder of a training run.
package rundir

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// The files of a run besides its checkpoints.
const (
	Config      = "config.yaml"      // the fully resolved network file
	Environment = "environment.json" // versions, processor, command lines
	Metrics     = "metrics.jsonl"    // a record a line
	Log         = "log.txt"          // what was printed
	Report      = "report.html"      // of snnsim report
	Figures     = "figures"          // folder of it
	lockName    = ".lock"            // held while a process trains
)

// Average is the checkpoint with the mean of the weights after the last epochs, Beginning that
// with the state before the first step, until there is a later one.
const (
	Average   = "average.safetensors"
	Beginning = "begin.safetensors"
)

var (
	// ErrInUse is returned for a folder that already holds a run.
	ErrInUse = errors.New("the folder already holds a run")
	// ErrNoRun is returned for a folder that holds none.
	ErrNoRun = errors.New("not the folder of a run")
)

// Run is a run folder that this process alone may write to.
type Run struct {
	Dir  string
	lock *os.File
}

// Create makes the folder of a new run. Begin must follow.
func Create(dir string) (*Run, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("run folder: %w", err)
	}
	r, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(r.Path(Config)); err == nil {
		r.Close()
		return nil, fmt.Errorf("run folder %s: %w", dir, ErrInUse)
	}
	return r, nil
}

// maxNames bounds the search for a free name.
const maxNames = 1000

// CreateNew makes the folder of a new run under a name that is not taken: dir,
// or dir-2 and so on.
func CreateNew(dir string) (*Run, error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, fmt.Errorf("run folder: %w", err)
	}
	for i := 1; i < maxNames; i++ {
		name := dir
		if i > 1 {
			name = fmt.Sprintf("%s-%d", dir, i)
		}
		err := os.Mkdir(name, 0o755)
		if err == nil {
			return Create(name)
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("run folder: %w", err)
		}
	}
	return nil, fmt.Errorf("run folder %s: %w", dir, ErrInUse)
}

// Begin writes what describes the run: the environment, and its configuration
// last, which makes the folder a run.
func (r *Run) Begin(config []byte, env *EnvironmentFile) error {
	if err := r.WriteEnvironment(env); err != nil {
		return err
	}
	return r.WriteConfig(config)
}

// WriteConfig writes the run's configuration.
func (r *Run) WriteConfig(config []byte) error {
	if err := atomicfile.Write(r.Path(Config), config); err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	return nil
}

// Open opens the folder of a run to continue it, and removes what a process
// that was killed left half written.
func Open(dir string) (*Run, error) {
	if err := Check(dir); err != nil {
		return nil, err
	}
	r, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	if err := r.sweep(); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Check returns ErrNoRun unless the folder holds a run: both its
// configuration and its environment or metrics.
func Check(dir string) error {
	st, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	if !st.IsDir() {
		return fmt.Errorf("run folder %s: is a file", dir)
	}
	config, err := isFile(filepath.Join(dir, Config))
	if err == nil && !config {
		err = fmt.Errorf("%w: no %s", ErrNoRun, Config)
	}
	env, err2 := isFile(filepath.Join(dir, Environment))
	records, err3 := isFile(filepath.Join(dir, Metrics))
	if err := cmp.Or(err, err2, err3); err != nil {
		return fmt.Errorf("run folder %s: %w", dir, err)
	}
	if !env && !records {
		return fmt.Errorf("run folder %s: %w: neither %s nor %s", dir, ErrNoRun, Environment, Metrics)
	}
	return nil
}

// isFile reports whether path is a file; what keeps it from being looked at is an error.
func isFile(path string) (bool, error) {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && st.Mode().IsRegular(), err
}

// Path returns the path of a file of the run.
func (r *Run) Path(name string) string { return filepath.Join(r.Dir, name) }

// Close lets other processes write.
func (r *Run) Close() { r.lock.Close() }

// temporary matches what a killed program may leave of files.
var temporary = regexp.MustCompile(`^\..+` + regexp.QuoteMeta(atomicfile.Temporary) + `\d+$`)

// sweep removes temporary files.
func (r *Run) sweep() error {
	list, err := os.ReadDir(r.Dir)
	if err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	for _, e := range list {
		if temporary.MatchString(e.Name()) && e.Type().IsRegular() {
			if err := os.Remove(r.Path(e.Name())); err != nil {
				return fmt.Errorf("run folder: %w", err)
			}
		}
	}
	return nil
}

// ErrNoCheckpoint says that a run folder has none yet.
var ErrNoCheckpoint = errors.New("holds no checkpoint")

// Checkpoint returns the checkpoint that path means: path itself if it is a
// file, else the best checkpoint of the run, or its last.
func Checkpoint(path string) (string, error) {
	st, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("run or checkpoint: %w", err)
	}
	if !st.IsDir() && !st.Mode().IsRegular() {
		return "", fmt.Errorf("run or checkpoint %s: expected a folder or a regular file", path)
	}
	if !st.IsDir() {
		return path, nil
	}
	for _, name := range []string{"best.safetensors", "last.safetensors"} {
		p := filepath.Join(path, name)
		if _, err := os.Stat(p); err == nil {
			return p, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("run folder %s: %w", path, err)
		}
	}
	return "", fmt.Errorf("run folder %s: %w", path, ErrNoCheckpoint)
}

// EpochCheckpoints returns the files with the weights after single epochs that
// the run has kept, the first epoch first.
func EpochCheckpoints(dir string) ([]string, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("run folder: %w", err)
	}
	var paths []string
	for _, e := range list {
		if ok, _ := filepath.Match("epoch-[0-9]*.safetensors", e.Name()); ok && e.Type().IsRegular() {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	slices.SortFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	return paths, nil
}
