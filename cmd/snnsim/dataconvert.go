package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
	"github.com/snnsim/snnsim/internal/atomicfile"
)

type convertFlags struct {
	to, columns, unit        string
	skipBad, fromZero, force bool
	gestures, sort           bool
	testShare                float64
	cuts                     string
}

func newConvert() *cobra.Command {
	var f convertFlags
	cmd := &cobra.Command{
		Use:   "convert IN OUT",
		Short: "Convert recordings of event cameras from one format to another",
		Long: `Convert a recording, or all recordings of a folder and the folders in it, to
another format. A file's extension says what it is:

  bin  N-MNIST's 40-bit format (also N-Caltech101's)
  bs2  SLAYER's name for the same format
  npy  a structured NumPy array with the fields x, y, t, p, as tonic uses;
       read also as an array of N rows and 4 columns
  npz  NumPy arrays t, x, y, p, as SpikingJelly keeps them
  csv  the line x,y,t_us,p, then one event a line
  bs1  SLAYER's neurons in a row: the neuron is x, y is 0

Read only:

  aedat, aedat2, aedat4  of iniVation's cameras and jAER: AEDAT 2.0 (DVS128,
                         DAVIS), 3.1 and 4.0; the last needs --from-zero
  dat                    Prophesee's decoded events, and those of ATIS (N-Cars)
  raw                    what Prophesee's cameras send: EVT 2.0 and 3.0, not 2.1
  mat                    MATLAB's up to version 7, with the arrays x, y, t or ts, and
                         p or pol (ASL-DVS), or spiketrain (ST-MNIST)
  bs3                    SLAYER's events of 7 bytes

Times are µs, x and y from 0 to 32767, p is 1 for ON and 0 for OFF. What a
format can't hold is refused: bin and bs2 hold x and y up to 255; they and bs1
hold times up to 8.388607 s, the others up to 2147 s, as they stand or, with
--from-zero, from a recording's first event. A folder appears under its name
when it is complete, with the notes that recordings are simulated; in it,
recordings without an event and links to folders are refused like bad ones.

--cuts FILE.csv writes parts of long recordings as recordings of their own:
OUT/SPLIT/CLASS/NAME. Its columns are file (below IN), class, start_us, end_us
(outside) and, if wanted, split; times are those of the recording's clock or,
with --from-zero, from its first event. NAME is the file's, with _ for its
folders and _2, _3 for further parts of one class; the part's times count from
its start. A part without an event makes its recording a bad one.

--gestures does so with DVS128 Gesture as published: IN holds trials_to_train.txt,
trials_to_test.txt and a file of labels beside every recording.

--test-share 0.1 makes Train/ and Test/ of a folder of class folders that has
none, such as CIFAR10-DVS: every tenth recording of a class, by the order of
their names, is for the test. It knows nothing of who or what was recorded:
parts of one recording may come to lie on both sides.`,
		Example: `  snnsim data convert 00002.bin 00002.csv
  snnsim data convert nmnist/ nmnist-npy/ --to npy
  snnsim data convert gestures/ gestures-npz/ --to npz --columns xypt --time-unit ms --from-zero
  snnsim data convert DvsGesture/ gestures/ --to npz --gestures
  snnsim data convert cifar10-dvs/ split/ --to npz --from-zero --test-share 0.1`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error { return convert(cmd, args[0], args[1], &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.to, "to", "", "format: "+formatList(eventfile.Written())+" (default the extension of OUT)")
	fl.StringVar(&f.columns, "columns", "xytp", "order of the columns of plain NumPy arrays")
	fl.StringVar(&f.unit, "time-unit", "us", "unit of the times in NumPy arrays that are read: us, ms or s")
	fl.BoolVar(&f.fromZero, "from-zero", false, "count the times of a recording from its first event")
	fl.BoolVar(&f.gestures, "gestures", false, "IN is DVS128 Gesture as published: cut its recordings at their labels")
	fl.StringVar(&f.cuts, "cuts", "", "write the parts of recordings that this CSV file names: file,class,start_us,end_us and, if wanted, split")
	fl.Float64Var(&f.testShare, "test-share", 0, "divide a folder of class folders: this share of each goes below Test, the rest below Train")
	fl.BoolVar(&f.sort, "sort", false, "put events that are up to a second out of order into the order of time")
	fl.BoolVar(&f.skipBad, "skip-bad", false, "leave out bad recordings instead of refusing the folder")
	fl.BoolVar(&f.force, "force", false, "replace a file that is there")
	completeWith(cmd, "to", formatNames(eventfile.Written()))
	return cmd
}

func formatNames(list []eventfile.Format) []string {
	var names []string
	for _, f := range list {
		names = append(names, string(f))
	}
	return names
}

func formatList(list []eventfile.Format) string { return strings.Join(formatNames(list), ", ") }

func (f *convertFlags) options() (eventfile.Options, error) {
	o := eventfile.Options{Columns: f.columns, FromZero: f.fromZero, Sort: f.sort}
	ticks, ok := map[string]int{"us": 1, "ms": 1_000, "s": 1_000_000}[f.unit]
	if !ok {
		return o, usagef("--time-unit %q: expected us, ms or s", f.unit)
	}
	o.TickMicros = ticks
	if err := o.Validate(); err != nil {
		return o, usageError{err}
	}
	return o, nil
}

func convert(cmd *cobra.Command, in, out string, f *convertFlags) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	to, known := eventfile.FormatOf("x." + f.to)
	known = known && slices.Contains(eventfile.Written(), to)
	if f.to != "" && !known {
		return usagef("--to %q: expected one of %s", f.to, formatList(eventfile.Written()))
	}
	st, err := os.Stat(in)
	if err != nil {
		return dataError{err}
	}
	if st.IsDir() {
		if !known {
			return usagef("%s is a folder: --to says what to convert it to", in)
		}
		return convertFolder(cmd, in, out, to, o, f)
	}
	if f.gestures || f.cuts != "" || f.testShare != 0 {
		return usagef("%s is a file: --gestures, --cuts and --test-share are for folders", in)
	}
	if st, err := os.Stat(out); err == nil && st.IsDir() {
		if !known {
			return usagef("%s is a folder: --to says what to convert %s to", out, in)
		}
		out = filepath.Join(out, bareName(in)+"."+string(to))
	}
	if ext, ok := eventfile.FormatOf(out); !ok || !slices.Contains(eventfile.Written(), ext) || known && ext != to {
		return usagef("%s: expected a name that ends in .%s", out, strings.Join(wanted(known, to), ", ."))
	}
	if err := checkNewFile(out, f.force); err != nil {
		return err
	}
	ev, err := eventfile.Read(in, o)
	if err != nil {
		return dataError{clockHint(o, err)}
	}
	if err := eventfile.Write(out, ev); err != nil {
		return dataError{clockHint(o, err)}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", out, counted(len(ev), "event"))
	return err
}

func wanted(known bool, to eventfile.Format) []string {
	if known {
		return []string{string(to)}
	}
	return formatNames(eventfile.Written())
}

// beyondClock reports whether a time was what did not fit.
func beyondClock(err error) bool {
	return errors.As(err, new(*datasets.TimeError))
}

// clockHint says what helps where a clock began too far from the first event.
func clockHint(o eventfile.Options, err error) error {
	if !o.FromZero && beyondClock(err) {
		return fmt.Errorf("%w (--from-zero counts from the first event; npz, npy and csv hold up to 2147 s)", err)
	}
	return err
}

func convertFolder(cmd *cobra.Command, in, out string, to eventfile.Format, o eventfile.Options, f *convertFlags) error {
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	run := eventfile.ConvertTree
	if !(f.testShare >= 0 && f.testShare < 1) {
		return usagef("--test-share %v: expected at least 0 and below 1", f.testShare)
	}
	hint := func(err error) error { return clockHint(o, err) }
	switch {
	case f.gestures && f.cuts != "":
		return usagef("expected one of --gestures and --cuts")
	case f.cuts != "":
		cuts, err := eventfile.ReadCuts(f.cuts)
		if err != nil {
			return dataError{err}
		}
		run = func(ctx context.Context, in, out string, to eventfile.Format, o eventfile.TreeOptions) (*eventfile.TreeResult, error) {
			return eventfile.CutTree(ctx, in, out, to, cuts, o)
		}
	case f.gestures:
		if f.fromZero {
			return usagef("--gestures counts times from the start of each gesture: expected no --from-zero")
		}
		if f.testShare > 0 {
			return usagef("--gestures takes the published splits: expected no --test-share")
		}
		run, hint = eventfile.CutGestures, func(err error) error { return err }
	case eventfile.IsGestures(in):
		v.note("%s looks like DVS128 Gesture: --gestures cuts its recordings at their labels", in)
	}
	r, err := run(cmd.Context(), in, out, to, eventfile.TreeOptions{
		Options: o, SkipBad: f.skipBad, TestShare: f.testShare, Progress: v.progress("converting recording"),
	})
	v.clear()
	if err != nil && cmd.Context().Err() != nil {
		return fmt.Errorf("%w: nothing was written", errInterrupted)
	}
	if r != nil {
		for _, bad := range r.Bad {
			v.note("bad: %v", hint(bad))
		}
	}
	if errors.Is(err, eventfile.ErrBad) {
		return dataError{fmt.Errorf("%w: nothing was written (--skip-bad leaves them out)", err)}
	}
	if err != nil {
		return newFolderError(err)
	}
	if n := len(r.Others); n > 0 {
		v.note("left out %s that are no recordings, such as %s", counted(n, "file"), r.Others[0])
	}
	if n := len(r.Bad); n > 0 {
		v.note("left out %s", counted(n, "bad recording"))
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s\n", out, counted(r.Files, "recording"), counted(r.Events, "event"))
	return err
}

// newFolderError tells an output folder that can't be given its name when it is
// complete from faults of the data.
func newFolderError(err error) error {
	if errors.Is(err, atomicfile.ErrNoName) {
		return usageError{err}
	}
	return asData(err)
}
