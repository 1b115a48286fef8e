package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
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
