package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

//go:embed tiny.yaml
var network []byte

// bed is a folder in which snnsim trains and is killed.
type bed struct {
	dir     string
	program string
}

// newBed builds the command and writes the network.
func newBed(ctx context.Context, dir string) (*bed, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	b := &bed{dir: dir, program: filepath.Join(dir, "snnsim.exe")}
	build := exec.CommandContext(ctx, "go", "build", "-o", b.program, "github.com/snnsim/snnsim/cmd/snnsim")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w: %s", err, out)
	}
	return b, os.WriteFile(filepath.Join(dir, "tiny.yaml"), network, 0o644)
}

// train returns the command line that begins a run.
func train(run string) []string { return []string{"train", "tiny.yaml", "--val", "0.2", "--out", run} }

// outcome is what a run has come to.
type outcome struct {
	weights string
	metrics string // without what describes time
	config  string
}

// reference trains without being killed. It also fills the data cache.
func (b *bed) reference(ctx context.Context) (outcome, error) {
	out, killed, err := b.start(ctx, 0, append(train("reference"), "--threads", "1"))
	if err != nil || killed {
		return outcome{}, fmt.Errorf("reference: %w: %s", err, out)
	}
	return b.outcome("reference", out)
}

// start runs the command and kills it after the time, 0 for never. killed says
// that it came to that.
func (b *bed) start(ctx context.Context, after time.Duration, args []string) (out []byte, killed bool, err error) {
	var text bytes.Buffer
	cmd := exec.CommandContext(ctx, b.program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = b.dir, &text, &text
	cmd.Env = append(os.Environ(), "HOME="+b.dir, "XDG_CACHE_HOME="+filepath.Join(b.dir, "cache"), "LocalAppData="+filepath.Join(b.dir, "cache"))
	if err := cmd.Start(); err != nil {
		return nil, false, err
	}
	struck := make(chan bool, 1)
	var timer *time.Timer
	if after > 0 {
		timer = time.AfterFunc(after, func() { struck <- cmd.Process.Kill() == nil })
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	if timer != nil && !timer.Stop() && <-struck && errors.As(err, &exit) && (exit.ExitCode() < 0 || runtime.GOOS == "windows") {
		return text.Bytes(), true, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("snnsim %s: %w: %s", strings.Join(args, " "), err, text.Bytes())
	}
	return text.Bytes(), false, nil
}

var (
	weightsLine = regexp.MustCompile(`(?m)^weights (sha256:[0-9a-f]{64})$`)
	// ofTime are the parts of metrics.jsonl that describe the machine.
	ofTime = regexp.MustCompile(`"(?:train_)?(?:seconds|samples_per_s)":[^,}]*|"time":\{[^}]*\}`)
)

// outcome reads what a run that came to its end has left.
func (b *bed) outcome(run string, out []byte) (outcome, error) {
	m := weightsLine.FindSubmatch(out)
	if m == nil {
		return outcome{}, fmt.Errorf("%s: no hash of the weights in %q", run, out)
	}
	metrics, err := os.ReadFile(filepath.Join(b.dir, run, "metrics.jsonl"))
	if err != nil {
		return outcome{}, err
	}
	config, err := os.ReadFile(filepath.Join(b.dir, run, "config.yaml"))
	return outcome{string(m[1]), ofTime.ReplaceAllString(string(metrics), ""), string(config)}, err
}

// has reports whether a run has a file.
func (b *bed) has(run, name string) bool {
	_, err := os.Stat(filepath.Join(b.dir, run, name))
	return err == nil
}

// strays returns the files of a run that do not belong into it.
func (b *bed) strays(run string) ([]string, error) {
	list, err := os.ReadDir(filepath.Join(b.dir, run))
	var all []string
	for _, e := range list {
		if !slices.Contains([]string{"config.yaml", "environment.json", "metrics.jsonl", "log.txt", ".lock", "last.safetensors", "best.safetensors"}, e.Name()) {
			all = append(all, e.Name())
		}
	}
	return all, err
}
