package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/spf13/pflag"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

func newMan() *cobra.Command {
	out := ""
	cmd := &cobra.Command{
		Use:   "man --out FOLDER",
		Short: "Write the manual pages",
		Long: `Write a manual page for every command, for man(1).
The folder is made if it is not there.`,
		Example: `  snnsim man --out man1
  man man1/snnsim-train.1
  snnsim man --out ~/.local/share/man/man1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usagef("--out: expected the folder for the pages")
			}
			n, err := writeMan(cmd.Root(), out)
			if err != nil {
				return dataError{err}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s in %s\n", counted(n, "manual page"), out)
			return err
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder for the pages")
	return cmd
}

// writeMan writes the page of a command and of those below it, and counts
// them.
func writeMan(c *cobra.Command, dir string) (int, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, fmt.Errorf("manual: %w", err)
	}
	c.DisableAutoGenTag = true
	date := built()
	var b bytes.Buffer
	name := strings.ReplaceAll(c.CommandPath(), " ", "-")
	header := &doc.GenManHeader{Title: strings.ToUpper(name), Section: "1", Date: &date, Source: "snnsim", Manual: "snnsim manual"}
	long := c.Long
	c.Long = preformatted(long)
	unset(c)
	err := doc.GenMan(c, header, &b)
	c.Long = long
	if err != nil {
		return 0, fmt.Errorf("manual: %w", err)
	}
	if err := atomicfile.Write(filepath.Join(dir, name+".1"), b.Bytes()); err != nil {
		return 0, fmt.Errorf("manual: %w", err)
	}
	n := 1
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() || sub.IsAdditionalHelpTopicCommand() {
			continue
		}
		more, err := writeMan(sub, dir)
		if err != nil {
			return n, err
		}
		n += more
	}
	return n, nil
}

// unset takes zeros out of a command's defaults, as --help does: most stand for
// what the network file or the rest of the command line says.
func unset(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.DefValue == "0" || f.Name == "threads" { // the machine's processors
			f.DefValue = ""
		}
	})
}

// preformatted indents what is indented further, so that Markdown, by which
// pages are made, leaves it as it is.
func preformatted(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "  ") {
			lines[i] = "  " + l
		}
	}
	return strings.Join(lines, "\n")
}

// built returns the time of the revision that the binary was built from, so
// that the same revision makes the same pages; today where it is not known.
func built() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if at, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return at
			}
		}
	}
	return time.Now()
}
