package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/atomicfile"
	"github.com/snnsim/snnsim/internal/report"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/snn"
)

type reportFlags struct {
	data     dataFlags
	out      string
	figures  bool
	mistakes int
	threads  int
}

func newReport() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use:   "report RUN",
		Short: "Write a page about a run: curves, mistakes, firing, costs, how to repeat it",
		Long: `Write report.html into the run folder: one file that needs nothing else, for a
browser, for paper or to be sent on. It shows what was run and what came out, learning
curves, the confusion matrix, the worst mistakes with their spikes, how sparsely the
network fires and what that costs, the machine, and the command that repeats the run.

The best checkpoint is evaluated on the test set for it. Where the run has no
checkpoint, or its data are not where they were, the report says so and leaves out what needs them.`,
		Example: `  snnsim report runs/try
  snnsim report runs/try --figures --out published/`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := writeReport(cmd, args[0], &f)
			if err == nil {
				newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false).line("%s", path)
			}
			return err
		},
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.StringVar(&f.out, "out", "", "folder for the report (default the run's)")
	fl.BoolVar(&f.figures, "figures", false, "also write the figures into the folder figures/, as SVG and PNG")
	fl.IntVar(&f.mistakes, "mistakes", reportMistakes, "mistakes to show")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads; the results do not depend on it")
	return cmd
}

// reportMistakes is how many mistakes a report shows unless asked otherwise.
const reportMistakes = 6

// writeReport writes the report of a run and returns its path.
func writeReport(cmd *cobra.Command, dir string, f *reportFlags) (string, error) {
	if err := checkThreads(f.threads); err != nil {
		return "", err
	}
	if f.mistakes < 0 || f.mistakes > 100 {
		return "", usagef("--mistakes %d: expected 0 to 100", f.mistakes)
	}
	if err := rundir.Check(dir); err != nil {
		return "", dataError{err}
	}
	if f.out == "" {
		f.out = dir
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil {
		return "", fmt.Errorf("report folder: %w", err)
	}
	scratch, err := os.MkdirTemp("", "snnsim-report")
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	defer os.RemoveAll(scratch)
	b := &reportBuilder{cmd: cmd, f: f, dir: dir, scratch: scratch, view: newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)}
	if err := b.build(); err != nil {
		return "", err
	}
	var page bytes.Buffer
	if err := b.page.Write(&page); err != nil {
		return "", err
	}
	path := filepath.Join(f.out, rundir.Report)
	if err := atomicfile.Write(path, page.Bytes()); err != nil {
		return "", dataError{err}
	}
	if f.figures {
		b.view.note("%s in %s", counted(b.files, "figure file"), filepath.Join(f.out, rundir.Figures))
	}
	return path, nil
}

// reportBuilder gathers a report.
type reportBuilder struct {
	cmd     *cobra.Command
	f       *reportFlags
	dir     string
	scratch string // folder for figures on their way into the page
	view    *view
	page    report.Page
	files   int // figure files written

	run *report.Run
	cfg snn.Config
	env *rundir.EnvironmentFile // nil if the folder has none
}

func (b *reportBuilder) build() (err error) {
	if b.run, err = report.ReadRun(b.dir); err != nil && !errors.Is(err, report.ErrNoEpochs) && !errors.Is(err, fs.ErrNotExist) {
		return dataError{err}
	}
	if b.run == nil {
		b.run = &report.Run{Name: rundir.Name(b.dir)}
	}
	if b.cfg, err = snn.LoadConfig(filepath.Join(b.dir, rundir.Config)); err != nil {
		return dataError{err}
	}
	b.page.Config = string(b.cfg.Text())
	b.env, err = rundir.ReadEnvironment(b.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return dataError{err}
	}
	b.outcome()
	if err := b.curves(); err != nil {
		return err
	}
	if err := b.samples(); err != nil {
		return err
	}
	b.environment()
	b.repeat()
	b.page.Footer = "snnsim " + version()
	return nil
}

// warn says on the page, and to who waits for it, what is missing.
func (b *reportBuilder) warn(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	b.page.Warnings = append(b.page.Warnings, text)
	b.view.note("%s", text)
}

// figure draws a figure for the page, and into files if they are asked for.
func (b *reportBuilder) figure(name, alt string, d drawable) (report.Figure, error) {
	f := report.Figure{Alt: alt}
	path := filepath.Join(b.scratch, name+".svg")
	err := d.Write(path)
	if err != nil {
		return f, err
	}
	if f.SVG, err = os.ReadFile(path); err != nil {
		return f, fmt.Errorf("report: %w", err)
	}
	if !b.f.figures {
		return f, nil
	}
	dir := filepath.Join(b.f.out, rundir.Figures)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return f, fmt.Errorf("report folder: %w", err)
	}
	for _, ext := range []string{".svg", ".png"} {
		if err := d.Write(filepath.Join(dir, name+ext)); err != nil {
			return f, err
		}
		b.files++
	}
	return f, nil
}

// add draws a figure into a section.
func (b *reportBuilder) add(s *report.Section, name, alt string, d drawable) error {
	f, err := b.figure(name, alt, d)
	if err == nil {
		s.Figures = append(s.Figures, f)
	}
	return err
}
