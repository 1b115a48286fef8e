// Command soak trains for a long time in one process and notes, each minute,
// the memory, files and threads that the process holds:
//
//	go run ./scripts/soak --for 8h
//
// It builds snnsim, trains nmnist_sim on the embedded recordings with an
// evaluation and a checkpoint after every 200 samples, interrupts it in the
// end, and prints a table. It needs Linux's /proc.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"time"
)

func main() {
	s := soak{}
	flag.DurationVar(&s.length, "for", 30*time.Minute, "how long to train")
	flag.DurationVar(&s.every, "every", time.Minute, "time between two looks")
	flag.IntVar(&s.threads, "threads", 1, "threads of training")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

type soak struct {
	length, every time.Duration
	threads       int
}

func (s *soak) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "snnsim-soak-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "snnsim")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/snnsim").CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, out)
	}
	cmd := exec.Command(program, "train", "nmnist_sim", "--epochs", "1000000", "--limit", "200",
		"--threads", strconv.Itoa(s.threads), "--out", filepath.Join(dir, "run"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	looks, err := s.watch(ctx, cmd.Process.Pid, ended)
	if err == nil {
		err = interrupt(ctx, cmd, ended)
	} else {
		cmd.Process.Kill()
	}
	epochs, e := epochsOf(filepath.Join(dir, "run", "metrics.jsonl"))
	fmt.Print(table(looks, epochs))
	return errors.Join(err, e)
}

// watch looks at the process until the time is up.
func (s *soak) watch(ctx context.Context, pid int, ended <-chan error) (looks []look, err error) {
	begun := time.Now()
	tick := time.NewTicker(s.every)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return looks, fmt.Errorf("training ended by itself: %v", err)
		case <-ctx.Done():
			return looks, nil
		case <-tick.C:
		}
		l, err := lookAt(pid, time.Since(begun))
		if err != nil {
			return looks, err
		}
		looks = append(looks, l)
		fmt.Fprintf(os.Stderr, "%v\n", l)
		if l.at+s.every/2 >= s.length {
			return looks, nil
		}
	}
}

// patience is how long training may take to end after a Ctrl-C.
const patience = 30 * time.Second

// interrupt ends training as Ctrl-C does. A Ctrl-C on the terminal has reached the
// training itself, and a second one would end it at once.
func interrupt(ctx context.Context, cmd *exec.Cmd, ended <-chan error) error {
	if ctx.Err() != nil {
		select {
		case err := <-ended:
			return expectInterrupted(err)
		case <-time.After(patience):
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return expectInterrupted(<-ended)
}

// expectInterrupted says what is wrong with the end of training.
func expectInterrupted(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		return fmt.Errorf("after Ctrl-C: %v: expected exit code 130", err)
	}
	return nil
}
