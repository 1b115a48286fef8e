package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/golden"
)

// goldenFile is a golden file, or why it could not be read.
type goldenFile struct {
	*golden.File
	err error
}

func builtinFiles() ([]goldenFile, error) {
	list, err := golden.Builtin()
	var files []goldenFile
	for _, f := range list {
		files = append(files, goldenFile{File: f})
	}
	return files, err
}

// goldenFiles reads every .json file below dir. What can't be read is noted
// with the file.
func goldenFiles(ctx context.Context, dir string) ([]goldenFile, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, dataError{fmt.Errorf("golden folder: %w", err)}
	}
	var files []goldenFile
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			files = append(files, goldenFile{err: err})
			return nil
		}
		if d.IsDir() || filepath.Ext(path) != ".json" {
			return nil
		}
		f, err := await(ctx, func() goldenFile { return loadGolden(path) })
		files = append(files, f)
		return err
	})
	if err != nil {
		return nil, dataError{err}
	}
	if len(files) == 0 {
		return nil, dataError{fmt.Errorf("golden folder %s: holds no .json file", dir)}
	}
	return files, nil
}

func loadGolden(path string) goldenFile {
	f, err := golden.Load(path)
	return goldenFile{File: f, err: err}
}
