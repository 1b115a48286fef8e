package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/internal/web"
	"github.com/snnsim/snnsim/snn"
)

type viewFlags struct {
	data    dataFlags
	http    httpAddress
	threads int
}

func newViewCommand() *cobra.Command {
	f := viewFlags{http: web.Loopback + ":8080"}
	cmd := &cobra.Command{
		Use:   "view [RUN|CHECKPOINT|MODEL]",
		Short: "Show a run or a data set in a browser",
		Long: `Serve a page about a run folder, a checkpoint or a model that comes with the
program: curves, confusion matrix, and what the network does with any sample of
its data set. Without a run, --data or --dataset names a data set to browse:
recordings as moving pictures, and images. Ctrl-C ends it.

The page is served to this machine only, unless --http names a host that other
machines can reach; then a token is needed, which is part of the address that is
printed.`,
		Example: `  snnsim view runs/try
  snnsim view runs/try --data nmnist/ --http :9000
  snnsim view --data nmnist/
  snnsim view --dataset nmnist-sim`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				if err := checkThreads(f.threads); err != nil {
					return err
				}
				return viewData(cmd, &f, "a run, or a data set with --data or --dataset")
			}
			return viewRun(cmd, args[0], &f)
		},
	}
	fl := cmd.Flags()
	f.data.register(fl)
	fl.Var(&f.http, "http", "address of the page, HOST:PORT; this machine only unless HOST is given")
	fl.IntVar(&f.threads, "threads", runtime.GOMAXPROCS(0), "threads of the evaluation")
	return cmd
}

// free finds out before anything is read whether the page can be served.
func (f *viewFlags) free() error {
	err := web.Usable(string(f.http))
	if web.InUse(err) {
		return fmt.Errorf("%s is in use: expected a free port; --http :0 takes any", f.http)
	}
	return err
}

// viewData serves a data set.
func viewData(cmd *cobra.Command, f *viewFlags, wanted string) error {
	if err := f.free(); err != nil {
		return err
	}
	cfg, err := f.data.browsed(wanted)
	if err != nil {
		return err
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	src, err := f.data.browse(cmd.Context(), &cfg, v)
	if err != nil {
		return err
	}
	var sets []dataset
	var missing error
	for _, split := range []string{datasets.Test, datasets.Train} {
		opened, err := src.open(cmd.Context(), &cfg, []string{split}, v)
		if errors.Is(err, datasets.ErrNoSplit) {
			missing = err
			continue
		}
		if err != nil {
			return asData(err)
		}
		sets = append(sets, opened...)
	}
	if len(sets) == 0 {
		return asData(missing)
	}
	if missing != nil {
		v.note("%v", missing)
	}
	title := cfg.Network.DataPath
	if title == "" {
		title = sets[0].Info().Name
	}
	return serve(cmd.Context(), f, &web.Content{Mode: web.Data, Title: title, Sets: sets, Hub: web.NewHub()}, v)
}

// viewRun serves a run folder, a checkpoint or a model.
func viewRun(cmd *cobra.Command, path string, f *viewFlags) error {
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	if err := f.free(); err != nil {
		return err
	}
	k, err := kernel.Default()
	if err != nil {
		return usageError{err}
	}
	c, err := openCheckpoint(path, k)
	if err != nil {
		return err
	}
	v := newView(cmd.OutOrStdout(), cmd.ErrOrStderr(), false)
	net, hub := c.Network, web.NewHub()
	names := layerNames(net)
	history, err := web.ReadHistory(metricsOf(path), names)
	if err != nil {
		return dataError{err}
	}
	history.Publish(hub, net.Config.Network.Epochs)
	if e := history.Evaluation(); e != nil {
		hub.Put(web.TopicEvaluation, e)
	}
	content := &web.Content{
		Mode: web.Run, Title: rundir.Name(path), Config: string(net.Config.Text()),
		Network: net, Hub: hub,
	}
	loader, err := f.openSamples(cmd.Context(), content, c, v)
	if err != nil {
		return err
	}
	follow := func(ctx context.Context) error {
		web.Follow(ctx, hub, metricsOf(path), net.Config.Network.Epochs, names, loader == nil)
		return nil
	}
	if loader == nil {
		return serve(cmd.Context(), f, content, v, follow)
	}
	if content.Tracer, err = web.NewTracer(net, 0, 1); err != nil {
		return err
	}
	r := &web.Recorded{
		Hub: hub, Tracer: content.Tracer, Network: net, Epoch: c.Info.Epoch,
		Data: loader, Sample: content.Sets[0], Threads: f.threads,
	}
	return serve(cmd.Context(), f, content, v, follow, r.Evaluate)
}

// openSamples adds the data sets of a checkpoint to the content, and returns a
// loader of the first. It returns none if the data are not where the run had
// them: the curves can be seen without.
func (f *viewFlags) openSamples(ctx context.Context, content *web.Content, c *snn.Checkpoint, v *view) (*datasets.Loader, error) {
	test, src, cfg, err := f.data.open(ctx, c, datasets.Test, v)
	if err != nil && f.data.path == "" && f.data.name == "" {
		v.note("no samples are shown: %v", err)
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	content.Sets = append(content.Sets, test)
	notes := newView(io.Discard, io.Discard, false) // what is to be said of the data has been
	if train, err := src.open(ctx, cfg, []string{datasets.Train}, notes); err != nil {
		v.note("the training set is not shown: %v", err)
	} else {
		content.Sets = append(content.Sets, train...)
	}
	return src.loader(test, cfg, f.threads, 0, false), nil
}

// metricsOf returns the path of the metrics that go with a run folder or a
// checkpoint in it.
func metricsOf(path string) string {
	if st, err := os.Stat(path); err == nil && !st.IsDir() {
		path = filepath.Dir(path)
	}
	return filepath.Join(path, rundir.Metrics)
}

// serve serves until the context ends, and runs work beside it.
func serve(ctx context.Context, f *viewFlags, c *web.Content, v *view, work ...func(context.Context) error) error {
	s, err := web.Listen(string(f.http), c)
	if err != nil {
		return err
	}
	v.clear()
	v.line("%s at %s (Ctrl-C ends)", c.Title, s.URL())
	ended := make(chan error, len(work))
	for _, w := range work {
		go func() { ended <- w(ctx) }()
	}
	stop := ctx.Done()
	for left := len(work); left > 0 || stop != nil; {
		select {
		case err := <-ended:
			left--
			if err != nil && !errors.Is(err, context.Canceled) {
				v.note("the page is not complete: %v", err)
			}
		case <-stop:
			stop = nil
		}
	}
	return s.Close()
}
