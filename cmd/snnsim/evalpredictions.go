package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/inspect"
)

// writePredictions writes a line for every sample that was answered: its place in the
// set, its file where it has one, and the decision with the sums that it follows from.
func writePredictions(path string, set dataset, answers []inspect.Answer, classes int) error {
	info := set.Info()
	head := []string{"sample", "file", "label", "label_name", "decision", "decision_name", "tie", "silent"}
	for c := range classes {
		head = append(head, "sum_"+strconv.Itoa(c))
	}
	name := func(label int) string {
		if info.Names == nil {
			return ""
		}
		return info.ClassName(label)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{head}
	for i := range answers {
		a := &answers[i]
		if a.Sums == nil {
			continue // beyond the limit
		}
		row := []string{
			strconv.Itoa(i), fileOf(set, i), strconv.Itoa(a.Label), name(a.Label), strconv.Itoa(a.Decision.Class), name(a.Decision.Class),
			strconv.FormatBool(a.Decision.Tie), strconv.FormatBool(a.Decision.Silent),
		}
		for _, v := range a.Sums {
			row = append(row, strconv.FormatFloat(v, 'g', -1, 64))
		}
		rows = append(rows, row)
	}
	if err := w.WriteAll(rows); err != nil {
		return fmt.Errorf("predictions: %w", err)
	}
	return atomicfile.Write(path, b.Bytes())
}

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
