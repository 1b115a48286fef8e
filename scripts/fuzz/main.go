// Command fuzz runs every fuzz target of the module for a while, one after
// another on one worker, and prints how many inputs each was given:
//
//	go run ./scripts/fuzz --time 30s
//	go run ./scripts/fuzz --time 10m --only 'internal/npy|FuzzParsePacked'
//
// What breaks a target is kept by go test below the package's testdata/fuzz,
// and the command fails when all have had their turn.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"time"
)

func main() {
	each := flag.Duration("time", 30*time.Second, "time for each target")
	only := flag.String("only", "", "regular expression of the targets, as PACKAGE.NAME")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *each, *only); err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, each time.Duration, only string) error {
	match, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	targets, err := find(".")
	if err != nil {
		return err
	}
	t := &tally{}
	for _, g := range targets {
		if !match.MatchString(g.String()) || ctx.Err() != nil {
			continue
		}
		r, err := g.fuzz(ctx, each)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%v: %d inputs\n", g, r.inputs)
		if r.failure != "" {
			fmt.Fprintln(os.Stderr, r.failure)
		}
		t.results = append(t.results, r)
	}
	if len(t.results) == 0 && ctx.Err() == nil {
		return fmt.Errorf("no fuzz target matches %q in %d found below this folder", only, len(targets))
	}
	fmt.Print(t.table())
	if n := t.failures(); n > 0 {
		return fmt.Errorf("%d of %d targets failed", n, len(t.results))
	}
	return ctx.Err()
}
