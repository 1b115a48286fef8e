package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

func newCheck() *cobra.Command {
	var asJSON bool
	var set string
	cmd := &cobra.Command{
		Use:   "check DIR",
		Short: "Read a whole data set and list what is wrong with it",
		Long: `Read every file of an N-MNIST folder, of MNIST's IDX files or of CIFAR-10's
batches: count samples and labels, compare the events with those of real N-MNIST
recordings, and list every bad file with the place and the reason. A recording
is bad if it is cut, empty, has events outside the 34×34 pixels, or runs
backwards in time. Of a folder with recordings of another camera it counts those of
each class, and says how large the sensor is and how long the recordings are. The
command ends with exit code 1 if anything is bad. Notes are no faults.`,
		Example: `  snnsim data check nmnist/
  snnsim data check mnist/ --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return check(cmd, args[0], set, asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&set, "dataset", "", datasets.FolderName+": recordings of another camera that look like N-MNIST's, .bin files in folders of digits")
	completeWith(cmd, "dataset", []string{datasets.FolderName})
	return cmd
}

func check(cmd *cobra.Command, dir, set string, asJSON bool) error {
	if set != "" && !snn.OwnData(set) {
		return usagef("--dataset %q: expected %s, or nothing", set, datasets.FolderName)
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	name, err := folderSet(dir)
	if set != "" || err == nil && name == datasets.FolderName {
		return checkFolder(cmd, dir, asJSON, v)
	}
	if err != nil && hasClasses(dir) {
		return err
	}
	if err := uncut(dir); err != nil && len(classFolders(dir)) == 0 {
		return err
	}
	r, err := datasets.Check(cmd.Context(), dir, v.progress("checking file"))
	v.clear()
	if err != nil && cmd.Context().Err() != nil {
		return errInterrupted
	}
	if err != nil {
		return dataError{err}
	}
	out := cmd.OutOrStdout()
	if asJSON {
		err = writeJSON(out, newCheckJSON(r))
	} else {
		err = printCheck(out, r)
	}
	if err != nil {
		return err
	}
	return anyBad(dir, r.Bad)
}

func anyBad(dir string, bad []datasets.BadFile) error {
	if len(bad) > 0 {
		return dataError{fmt.Errorf("%s: %s", dir, counted(len(bad), "bad file"))}
	}
	return nil
}

func printCheck(w io.Writer, r *datasets.CheckReport) error {
	fmt.Fprintf(w, "%s: %s\n\n", r.Dir, layoutName(r))
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, "split\tfiles\tsamples\t \t")
	for i := range 10 {
		fmt.Fprintf(tw, "%d\t", i)
	}
	fmt.Fprintln(tw)
	for _, s := range r.Splits {
		fmt.Fprintf(tw, "%s\t%d\t%d\t \t", s.Split, s.Files, s.Samples)
		for _, n := range s.Labels {
			fmt.Fprintf(tw, "%d\t", n)
		}
		fmt.Fprintln(tw)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if err := printPixels(w, r.Splits); err != nil {
		return err
	}
	if r.Events != nil {
		fmt.Fprint(w, "\nEvents beside those of 1,100 real N-MNIST recordings. The distance is in\nstandard deviations of the reference.\n\n")
		if err := r.Events.WriteTable(w); err != nil {
			return err
		}
	}
	printNotes(w, r.Notes)
	return printBad(w, r.Bad)
}

func printNotes(w io.Writer, notes []string) {
	if len(notes) > 0 {
		fmt.Fprintln(w, "\nnotes")
	}
	for _, n := range notes {
		fmt.Fprintf(w, "  %s\n", n)
	}
}

func printBad(w io.Writer, bad []datasets.BadFile) error {
	if len(bad) == 0 {
		_, err := fmt.Fprintf(w, "\nno bad file\n")
		return err
	}
	fmt.Fprintln(w, "\nbad files")
	for _, b := range bad {
		at := ""
		if b.Offset >= 0 {
			at = fmt.Sprintf("offset %d: ", b.Offset)
		}
		fmt.Fprintf(w, "  %s: %s%s\n", b.Path, at, b.Reason)
	}
	return nil
}

// printPixels prints the mean and standard deviation of pixels, 0 to 1.
func printPixels(w io.Writer, splits []datasets.SplitReport) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for i, s := range splits {
		if i == 0 && len(s.Pixels) > 0 {
			fmt.Fprintln(tw, "\npixels\tchannel\tmean\tsd\t")
		}
		for c, p := range s.Pixels {
			fmt.Fprintf(tw, "%s\t%d\t%.4f\t%.4f\t\n", s.Split, c, p.Mean, p.SD)
		}
	}
	return tw.Flush()
}

func layoutName(r *datasets.CheckReport) string {
	name := map[string]string{
		datasets.LayoutNMNIST: "N-MNIST recordings", datasets.LayoutIDX: "pictures in IDX files (MNIST, Fashion-MNIST)",
		datasets.LayoutCIFAR10: "CIFAR-10, binary version",
	}[r.Layout]
	if r.Simulated {
		name += ", simulated"
	}
	return name
}
