package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/inspect"
)

// writePredictions writes a line for every sample that was answered: its place in the
// set, its file where it has one, and the decision with the sums that it follows from.
func writePredictions(path string, set dataset, answers []inspect.Answer, classes int) error {
	info := set.Info()
	head := []string{"sample", "file", "label", "decision", "tie", "silent"}
	for c := range classes {
		head = append(head, "sum "+info.ClassName(c))
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{head}
	for i := range answers {
		a := &answers[i]
		if a.Sums == nil {
			continue // beyond the limit
		}
		row := []string{strconv.Itoa(i), fileOf(set, i), strconv.Itoa(a.Label), strconv.Itoa(a.Decision.Class), strconv.FormatBool(a.Decision.Tie), strconv.FormatBool(a.Decision.Silent)}
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
