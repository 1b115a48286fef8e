package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNotEmpty is returned for a folder that already holds something.
var ErrNotEmpty = errors.New("the folder is not empty")

// ErrNoName is returned for a folder, such as ., that can't be given its name
// when it is complete.
var ErrNoName = errors.New("expected a name that the folder is to get")

// Folder calls fill with a temporary folder and gives it its name when fill
// succeeded and all of it is on disk. An empty folder may stand under the name
// already, or a link to one, which stays a link.
func Folder(dir string, fill func(tmp string) error) (err error) {
	if dir, err = NewFolder(dir); err != nil {
		return err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	tmp, err := MkdirTemp(parent, "."+filepath.Base(dir)+Temporary+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(tmp)
		}
	}()
	if err := fill(tmp); err != nil {
		return err
	}
	if err := SyncTree(tmp); err != nil {
		return err
	}
	// An empty folder under the name may stand in the way of the rename.
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return err
	}
	return OS{}.SyncDir(parent)
}

// NewFolder returns where Folder would make a folder, with a link followed, or
// why it can't.
func NewFolder(dir string) (string, error) {
	switch filepath.Base(dir) {
	case ".", "..", string(filepath.Separator):
		return "", fmt.Errorf("folder %s: %w", dir, ErrNoName)
	}
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return resolve(filepath.Clean(dir))
	}
	if err != nil {
		return "", fmt.Errorf("folder: %w", err) // a file, for one
	}
	if len(list) > 0 {
		return "", fmt.Errorf("folder %s: %w", dir, ErrNotEmpty)
	}
	return filepath.EvalSymlinks(dir)
}

// resolve follows the links of the folders that are there on the way to one that isn't.
func resolve(dir string) (string, error) {
	there, rest := dir, ""
	for {
		real, err := filepath.EvalSymlinks(there)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		up := filepath.Dir(there)
		if !errors.Is(err, os.ErrNotExist) || up == there {
			return "", fmt.Errorf("folder %s: %w", dir, err)
		}
		there, rest = up, filepath.Join(filepath.Base(there), rest)
	}
}
