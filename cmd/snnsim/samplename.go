package main

import (
	"fmt"
	"path/filepath"
	"strconv"
)

// fileOf returns the file of a sample, empty where the set is not of one file a sample.
func fileOf(set dataset, i int) string {
	if files, ok := set.(interface{ Path(i int) string }); ok {
		return files.Path(i)
	}
	return ""
}

// sampleName names a sample by its place and, where it has one, its file in its class folder.
func sampleName(set dataset, i int) string {
	name := fmt.Sprintf("sample %d", i)
	if file := fileOf(set, i); file != "" {
		name += " (" + filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file)) + ")"
	}
	return name
}

// numbered puts a class's label before its name, if it has one.
func numbered(label int, name string) string {
	if name == "" {
		return strconv.Itoa(label)
	}
	return strconv.Itoa(label) + ": " + name
}
