package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
)

// folderJSON is the report of data check on recordings of any camera.
type folderJSON struct {
	Dir       string            `json:"dir"`
	Layout    string            `json:"layout"`
	Simulated bool              `json:"simulated"`
	Sound     bool              `json:"sound"` // no bad file
	Classes   []string          `json:"classes"`
	Splits    []folderSplitJSON `json:"splits"`
	Bad       []badJSON         `json:"bad"`
	Rows      int               `json:"rows"`
	Columns   int               `json:"columns"`
	Events    int64             `json:"events"`
	LongestUS int               `json:"longest_us"`
}

type folderSplitJSON struct {
	Split      string `json:"split"`
	Recordings []int  `json:"recordings"` // a class
}

// checkFolder is check for recordings of any camera.
func checkFolder(cmd *cobra.Command, dir string, asJSON bool, v *view) error {
	s, err := datasets.SurveyFolder(cmd.Context(), dir, eventfile.Options{}, v.progress("checking file"))
	v.clear()
	if err != nil && cmd.Context().Err() != nil {
		return errInterrupted
	}
	if err != nil {
		return dataError{err}
	}
	if asJSON {
		err = writeJSON(cmd.OutOrStdout(), newFolderJSON(s))
	} else {
		err = printFolder(cmd.OutOrStdout(), s)
	}
	if err != nil {
		return err
	}
	return anyBad(dir, s.Bad)
}

func newFolderJSON(s *datasets.FolderSurvey) *folderJSON {
	j := &folderJSON{
		Dir: s.Dir, Layout: datasets.FolderName, Simulated: s.Simulated, Sound: len(s.Bad) == 0, Classes: s.Classes, Bad: badsJSON(s.Bad),
		Rows: s.Rows, Columns: s.Columns, Events: s.Events, LongestUS: s.Longest,
	}
	for _, p := range s.Splits {
		j.Splits = append(j.Splits, folderSplitJSON(p))
	}
	return j
}

func printFolder(w io.Writer, s *datasets.FolderSurvey) error {
	what := "recordings"
	if s.Simulated {
		what = "simulated recordings"
	}
	fmt.Fprintf(w, "%s: %s in class folders (dataset: %s)\n\n", s.Dir, what, datasets.FolderName)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "label\tclass")
	for _, p := range s.Splits {
		fmt.Fprintf(tw, "\t%s", p.Split)
	}
	fmt.Fprintln(tw, "\t")
	for i, class := range s.Classes {
		fmt.Fprintf(tw, "%d\t%s", i, class)
		for _, p := range s.Splits {
			fmt.Fprintf(tw, "\t%d", p.Recordings[i])
		}
		fmt.Fprintln(tw, "\t")
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if n := s.Recordings(); n > 0 {
		fmt.Fprintf(w, "\n%d events a recording, the longest %.3g s; input: [2, %d, %d] or more rows and columns\n",
			s.Events/int64(n), float64(s.Longest)/1e6, s.Rows, s.Columns)
	}
	return printBad(w, s.Bad)
}
