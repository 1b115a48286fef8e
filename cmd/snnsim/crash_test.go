package main

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// killing TIMES OUT RUN COMMAND... runs a command that trains into the folder
// RUN and kills it, or interrupts it every third time, after a random while,
// again and again; each time it continues the run on another number of
// threads. The last process comes to its end; its output is in OUT.
func killing(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: killing TIMES OUT RUN COMMAND...")
	}
	wanted, err := strconv.Atoi(args[0])
	ts.Check(err)
	out, run, command := args[1], args[2], args[3:]
	// How long the run takes is not known: the wait grows.
	wait, cut, kills, again := 40*time.Millisecond, 0, 0, 0 // processes ended, of them behind a checkpoint; new starts
	rng := rand.New(rand.NewPCG(uint64(wanted), 1))
	for {
		c := &crash{sig: os.Kill, after: time.Duration(float64(wait) * (0.5 + rng.Float64()))}
		if cut >= 2 { // the first ones may come at any time, even before there is a run
			c.behind = filepath.Join(ts.MkAbs(run), "last.safetensors")
		}
		if cut%3 == 2 {
			c.sig = os.Interrupt
		}
		if kills >= wanted {
			c.after = time.Minute
		}
		if c.run(ts, out, command); !c.ended && kills == 0 && again < 20 {
			// It came to its end before it was killed behind a checkpoint: from the start, and sooner.
			again++
			wait /= 2
			command = args[3:]
			ts.Check(os.RemoveAll(ts.MkAbs(run)))
			continue
		}
		if !c.ended {
			break
		}
		cut++
		wait += wait / 8
		if _, err := os.Stat(filepath.Join(ts.MkAbs(run), "last.safetensors")); err == nil {
			kills++
		} else if cut >= 60 {
			ts.Fatalf("ended %d times, no checkpoint yet", cut)
		}
		if _, err := os.Stat(filepath.Join(ts.MkAbs(run), "config.yaml")); err == nil {
			command = []string{"snnsim", "train", "--resume", run, "--threads", strconv.Itoa(1 + cut%3), "--checkpoint-every", "1"}
		}
	}
	if kills == 0 {
		ts.Fatalf("the run came to its end before it was killed behind a checkpoint")
	}
	ts.Logf("ended %d times, %d of them behind a checkpoint", cut, kills)
}

// crash ends a process after a while.
type crash struct {
	sig   os.Signal
	after time.Duration
	// behind is a file that must be there first, if named: a slow machine has not
	// begun by then, and a fast one must not have ended.
	behind string
	ended  bool // the process did not come to its own end
}

func (c *crash) run(ts *testscript.TestScript, out string, command []string) {
	f, err := os.Create(ts.MkAbs(out))
	ts.Check(err)
	defer f.Close()
	cmd := exec.Command(lookPath(ts, command[0]), command[1:]...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), f, f
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "PATH", "SNNSIM_KERNEL"} {
		if v := ts.Getenv(name); v != "" {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	ts.Check(cmd.Start())
	done, struck := make(chan struct{}), make(chan bool)
	go func() { struck <- c.strike(cmd.Process, done) }()
	err = cmd.Wait()
	close(done)
	fired := <-struck
	if err == nil {
		return
	}
	var exit *exec.ExitError
	if text := ts.ReadFile(out); !errors.As(err, &exit) || !fired {
		ts.Fatalf("%v: %v: %s", command, err, text)
	} else if exit.ExitCode() == exitFailure && !strings.Contains(text, "interrupted") && !strings.Contains(text, "canceled") {
		ts.Fatalf("%v: %s", command, text)
	}
	c.ended = true
}

// strike sends the signal when it is time, and reports whether it came to that.
func (c *crash) strike(p *os.Process, done <-chan struct{}) bool {
	for wait := c.after; ; wait = time.Millisecond {
		select {
		case <-done:
			return false
		case <-time.After(wait):
		}
		if c.behind != "" {
			if _, err := os.Stat(c.behind); err != nil {
				continue
			}
		}
		p.Signal(c.sig)
		return true
	}
}

// lookPath finds a command on the script's path.
func lookPath(ts *testscript.TestScript, name string) string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if p, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return p
		}
	}
	ts.Fatalf("%s is not on the path", name)
	return ""
}

var timesOf = regexp.MustCompile(`"(?:train_)?(?:seconds|samples_per_s)":[^,}]*|"time":\{[^}]*\}`)

// samemetrics FILE FILE compares metrics, times aside.
func sameMetrics(ts *testscript.TestScript, neg bool, args []string) {
	a := timesOf.ReplaceAllString(ts.ReadFile(args[0]), "")
	b := timesOf.ReplaceAllString(ts.ReadFile(args[1]), "")
	if a == "" || (a == b) == neg {
		ts.Fatalf("%s:\n%s\n%s:\n%s", args[0], a, args[1], b)
	}
}

// waitfor FILE waits until a file is there.
func waitFor(ts *testscript.TestScript, neg bool, args []string) {
	for range 600 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s does not come", args[0])
}
