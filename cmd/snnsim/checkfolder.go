package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
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
	Notes     []string          `json:"notes"`
	Rows      int               `json:"rows"`
	Columns   int               `json:"columns"`
	Count     int64             `json:"event_count"`
	LongestUS int               `json:"longest_us"`
}

type folderSplitJSON struct {
	Split      string `json:"split"`
	Recordings []int  `json:"recordings"` // one count a class
}

// checkFolder is check for recordings of any camera.
func checkFolder(cmd *cobra.Command, dir string, asJSON bool, v *view) error {
	s, err := datasets.SurveyFolder(cmd.Context(), dir, recordingFiles(), v.progress("checking file"))
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
		Notes: folderNotes(s), Rows: s.Rows, Columns: s.Columns, Count: s.Events, LongestUS: s.Longest,
	}
	for _, p := range s.Splits {
		j.Splits = append(j.Splits, folderSplitJSON(p))
	}
	return j
}

// folderNotes name what training would lack, a split or a class in one, and what it leaves out.
func folderNotes(s *datasets.FolderSurvey) []string {
	notes := []string{}
	for _, split := range []string{datasets.Train, datasets.Test} {
		at := slices.IndexFunc(s.Splits, func(p datasets.FolderSplit) bool { return p.Split == split })
		if at < 0 {
			notes = append(notes, "no recording of the "+split+" split")
			continue
		}
		for label, n := range s.Splits[at].Recordings {
			if n == 0 {
				notes = append(notes, fmt.Sprintf("no recording of %s in the %s split", s.Classes[label], split))
			}
		}
	}
	if s.Others > 0 {
		notes = append(notes, counted(s.Others, "file")+" of other kinds in the class folders, or folders there, which training leaves out")
	}
	return notes
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
		fmt.Fprintf(w, "\n%d events a recording, the longest of %.4g s\nn_class: %d, input: [2, %d, %d] or more rows and columns; n_steps times bin_us from %d on take all events\n",
			s.Events/int64(n), float64(s.Longest)/1e6, len(s.Classes), s.Rows, s.Columns, s.Longest+1)
	}
	printNotes(w, folderNotes(s))
	return printBad(w, s.Bad)
}
