package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/archive"
	"github.com/snnsim/snnsim/internal/catalog"
	"github.com/snnsim/snnsim/internal/fetch"
)

type fetchFlags struct {
	from, out, sha256 string
	noVerify          bool
}

func newFetch() *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "fetch [NAME|ADDRESS]",
		Short: "Download a data set, verify and unpack it",
		Long: `Download a data set that the program knows, from where it is published or from
--from, which is a folder with the files or the address of one. A transfer that
is cut goes on where it was when the command is given again. Files are used only
if their SHA-256 is the published one; archives are unpacked within bounds and
never outside the folder. Without NAME, list the data sets.

ADDRESS is that of any other file. Its checksum has to be given with --sha256,
or --no-verify takes what comes and prints the checksum.`,
		Example: `  snnsim data fetch mnist
  snnsim data fetch nmnist --from ~/Downloads --out nmnist
  snnsim data fetch https://example.org/set.zip --sha256 HEX --out set`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listSets(cmd.OutOrStdout())
			}
			return fetchSet(cmd, args[0], &f)
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.from, "from", "", "folder with the files, or address of one (default where they are published)")
	fl.StringVar(&f.out, "out", "", "folder for the data set (default data/NAME)")
	fl.StringVar(&f.sha256, "sha256", "", "checksum of the file at ADDRESS")
	fl.BoolVar(&f.noVerify, "no-verify", false, "take files of other checksums too")
	return cmd
}

func listSets(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "name\tdata set\tfiles\tlicence\tfrom")
	for _, s := range catalog.Sets() {
		fmt.Fprintf(tw, "%s\t%s\t%d\t%s\t%s\n", s.Name, s.Title, len(s.Files), s.Licence, s.Page)
	}
	return tw.Flush()
}

var hexSHA256 = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

// resolve finds the data set of a name or an address.
func (f *fetchFlags) resolve(name string) (catalog.Set, error) {
	if s, ok := catalog.Find(strings.ToLower(name)); ok {
		if f.sha256 != "" {
			return s, usagef("--sha256 is for addresses: the checksums of %s are known", name)
		}
		return s, nil
	}
	if !strings.Contains(name, "://") {
		return catalog.Set{}, usagef("data set %q: expected one of %s, or an address", name, strings.Join(catalog.Names(), ", "))
	}
	if f.sha256 != "" && !hexSHA256.MatchString(f.sha256) {
		return catalog.Set{}, usagef("--sha256 %q: expected 64 hexadecimal digits", f.sha256)
	}
	if f.sha256 == "" && !f.noVerify {
		return catalog.Set{}, usagef("no checksum is known for %s: give --sha256, or --no-verify to take what comes", name)
	}
	s, err := catalog.Other(name, strings.ToLower(f.sha256))
	if err != nil {
		return s, usageError{err}
	}
	return s, nil
}

func fetchSet(cmd *cobra.Command, name string, f *fetchFlags) error {
	set, err := f.resolve(name)
	if err != nil {
		return err
	}
	out := f.out
	if out == "" {
		out = filepath.Join("data", set.Name)
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	if set.Note != "" && f.from == "" {
		v.note("%s", set.Note)
	}
	err = set.Get(cmd.Context(), catalog.Options{
		Out: out, From: f.from, NoVerify: f.noVerify, Log: v.note,
		Client: &fetch.Client{Progress: func(done, total int64) {
			if total < 0 {
				v.status("%.1f MB", float64(done)/1e6)
				return
			}
			v.status("%.1f of %.1f MB, %.0f %%", float64(done)/1e6, float64(total)/1e6, 100*float64(done)/float64(max(1, total)))
		}},
		Unpacked: func(s archive.Summary) { v.status("unpacking file %d, %.1f MB", s.Files, float64(s.Bytes)/1e6) },
	})
	v.clear()
	if err != nil && cmd.Context().Err() != nil {
		return fmt.Errorf("%w: what has arrived is kept where the server allows it, the same command goes on", errInterrupted)
	}
	if err != nil {
		return dataError{fmt.Errorf("%w%s", err, byHand(set, err))}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is in %s\nnext: snnsim data check %s\n", set.Title, out, quote(out))
	return err
}

// byHand says what a person can do who has no network or found the files gone.
func byHand(s catalog.Set, err error) string {
	var off *fetch.OfflineError
	var status *fetch.StatusError
	_, known := catalog.Find(s.Name)
	if !known || !errors.As(err, &off) && !errors.As(err, &status) {
		return ""
	}
	var names []string
	for _, f := range s.Files {
		names = append(names, f.Name)
	}
	return fmt.Sprintf("\nBy hand: get %s from %s into a folder,\nthen: snnsim data fetch %s --from FOLDER", strings.Join(names, ", "), s.Page, s.Name)
}
