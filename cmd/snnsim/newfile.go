package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// checkNewFile refuses a file that is there, unless it is to be replaced, and a folder that
// is not, before anything is computed. No name is no file.
func checkNewFile(path string, force bool) error {
	if path == "" {
		return nil
	}
	if st, err := os.Stat(path); err == nil && !st.Mode().IsRegular() {
		return dataError{fmt.Errorf("%s is no file: expected the name of one", path)}
	}
	if _, err := os.Lstat(path); err == nil && !force {
		return dataError{fmt.Errorf("%s is there already: --force replaces it", path)}
	}
	if st, err := os.Stat(filepath.Dir(path)); err != nil {
		return dataError{err}
	} else if !st.IsDir() {
		return dataError{fmt.Errorf("%s is no folder", filepath.Dir(path))}
	}
	return nil
}
