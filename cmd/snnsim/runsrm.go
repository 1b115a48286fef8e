package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/rundir"
)

func newRemoveRuns() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "rm RUN ...",
		Short: "Remove runs, after a question",
		Long: `Remove run folders: what training and reports write. Folders in which other files lie
stay, with those. It asks first, refuses folders that
are not runs and runs that are being trained, and then removes none.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return removeRuns(cmd, args, yes) },
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}

func removeRuns(cmd *cobra.Command, dirs []string, yes bool) error {
	out := cmd.OutOrStdout()
	dirs = distinct(dirs)
	var errs []error
	for _, dir := range dirs {
		errs = append(errs, rundir.Removable(dir))
	}
	if err := errors.Join(errs...); err != nil {
		return dataError{err}
	}
	if !yes {
		for _, dir := range dirs {
			files, bytes, err := rundir.Size(dir)
			if err != nil {
				return dataError{err}
			}
			s := rundir.Summarize(dir)
			fmt.Fprintf(out, "%s: %s, %d of %d epochs, %d files, %.1f MB\n", dir, s.Status, s.Epochs, s.Of, files, float64(bytes)/1e6)
		}
		fmt.Fprintf(out, "remove %s? [y/N] ", counted(len(dirs), "run"))
		answer, err := readLine(cmd.Context(), cmd.InOrStdin())
		if err != nil {
			fmt.Fprintln(out)
			return err
		}
		if a := strings.ToLower(strings.TrimSpace(answer)); a != "y" && a != "yes" {
			fmt.Fprintln(out, "nothing was removed")
			return nil
		}
	}
	for _, dir := range dirs {
		foreign, err := rundir.Foreign(dir)
		if err == nil {
			err = rundir.Remove(dir)
		}
		if err != nil {
			return dataError{err}
		}
		if len(foreign) > 0 {
			fmt.Fprintf(out, "%s stays, for it holds what is not the run's: %s\n", dir, firstOf(foreign))
		}
	}
	fmt.Fprintf(out, "removed %s\n", counted(len(dirs), "run"))
	return nil
}

// distinct leaves out what names a folder again.
func distinct(dirs []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, dir := range dirs {
		path, err := filepath.Abs(dir)
		if err != nil {
			path = dir
		}
		if !seen[path] {
			seen[path] = true
			out = append(out, dir)
		}
	}
	return out
}

// readLine reads a line, "" where there is none, or stops waiting when the
// context ends.
func readLine(ctx context.Context, r io.Reader) (string, error) {
	line := make(chan string, 1)
	go func() {
		s, _ := bufio.NewReader(r).ReadString('\n')
		line <- s
	}()
	select {
	case s := <-line:
		return s, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
