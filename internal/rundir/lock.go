package rundir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ErrLocked is returned for a run that another process is training.
var ErrLocked = errors.New("another process is training this run")

// errHeld is what the system says of a lock that another process has.
var errHeld = errors.New("lock is held")

// A process that only asks whether a run is in use shares the lock for a moment.
const (
	lockTries = 5
	lockPause = 20 * time.Millisecond
)

// acquire locks the folder for this process. The lock is the system's and goes
// with the process, however it ends; the file stays, for to remove it would
// let a third process lock another file of that name.
func acquire(dir string) (*Run, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("run folder: %w", err)
	}
	err = lock(f)
	for i := 0; i < lockTries && errors.Is(err, errHeld); i++ {
		time.Sleep(lockPause)
		err = lock(f)
	}
	if err != nil {
		holder := readHolder(f)
		f.Close()
		if errors.Is(err, errHeld) {
			return nil, fmt.Errorf("run folder %s: %w%s", dir, ErrLocked, holder)
		}
		return nil, fmt.Errorf("run folder %s: lock: %w", dir, err)
	}
	// The number serves messages only; a failure to write it does not matter.
	_ = f.Truncate(0)
	_, _ = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return &Run{Dir: dir, lock: f}, nil
}

// readHolder returns " (process 123)" if the lock file says it.
func readHolder(f *os.File) string {
	b, err := io.ReadAll(io.NewSectionReader(f, 0, 20))
	if pid := strings.TrimSpace(string(b)); err == nil && pid != "" && strings.Trim(pid, "0123456789") == "" {
		return " (process " + pid + ")"
	}
	return ""
}

// InUse reports whether a process is training the run.
func InUse(dir string) bool {
	if there, err := isFile(filepath.Join(dir, lockName)); err != nil || !there {
		return false
	}
	f, err := os.Open(filepath.Join(dir, lockName))
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(lockShared(f), errHeld)
}
