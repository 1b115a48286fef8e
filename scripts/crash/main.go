// Command crash kills training at random moments and continues it, again and
// again, and counts how often a run ends with the weights and the metrics of
// one that was never killed:
//
//	go run ./scripts/crash --kills 200 --seed 1
//
// It builds snnsim, trains a small network on the embedded recordings and
// prints a table. It fails if one bit differs; the folder with the runs then
// stays.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

func main() {
	p := plan{}
	flag.IntVar(&p.kills, "kills", 200, "kills in all")
	flag.Uint64Var(&p.seed, "seed", 1, "seed of the moments, threads and checkpoint intervals")
	flag.DurationVar(&p.wait, "wait", 1500*time.Millisecond, "longest time before a kill")
	flag.IntVar(&p.threads, "threads", 4, "most threads of a session")
	work := flag.String("work", "", "folder for the runs (default a temporary one, removed if all is well)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, &p, *work); err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, p *plan, work string) error {
	own := work == ""
	if own {
		dir, err := os.MkdirTemp("", "snnsim-crash-*")
		if err != nil {
			return err
		}
		work = dir
	}
	begun := time.Now()
	b, err := newBed(ctx, work)
	if err != nil {
		return err
	}
	want, err := b.reference(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "never killed: weights %s\n", want.weights)
	t, err := p.campaign(ctx, b, want)
	if err != nil {
		return fmt.Errorf("%w (the runs are in %s)", err, work)
	}
	t.elapsed = time.Since(begun)
	fmt.Print(t.table())
	if t.same < t.runs {
		return fmt.Errorf("%d of %d runs ended differently: they are in %s", t.runs-t.same, t.runs, work)
	}
	if !own {
		return nil // the folder may hold what is not ours
	}
	return os.RemoveAll(work)
}
