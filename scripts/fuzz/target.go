package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// target is one fuzz test.
type target struct {
	dir  string // of its package, slashes
	name string
}

func (g target) String() string { return g.dir + "." + g.name }

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

// find returns the fuzz targets below a folder, in the order of their paths.
func find(root string) ([]target, error) {
	var all []target
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range fuzzFunc.FindAllSubmatch(text, -1) {
			all = append(all, target{filepath.ToSlash(filepath.Dir(path)), string(m[1])})
		}
		return nil
	})
	return all, err
}

// result is what fuzzing a target has come to.
type result struct {
	target
	inputs  int64
	took    time.Duration
	failure string // the output of a target that failed
}

var progress = regexp.MustCompile(`(?m)^fuzz: elapsed: .* execs: (\d+) `)

// fuzz runs the target.
func (g target) fuzz(ctx context.Context, each time.Duration) (result, error) {
	begun := time.Now()
	cmd := exec.CommandContext(ctx, "go", "test", "./"+g.dir, "-run", "^$",
		"-fuzz", "^"+g.name+"$", "-fuzztime", each.String(), "-fuzzminimizetime", "1s", "-parallel", "1")
	out, err := cmd.CombinedOutput()
	r := result{target: g, inputs: executed(string(out)), took: time.Since(begun)}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil: // interrupted, which kills the test
	case errors.As(err, &exit):
		if !ranOut(string(out)) {
			r.failure = string(out)
		}
	case err != nil:
		return r, fmt.Errorf("%v: %w", g, err)
	case r.inputs == 0:
		r.failure = "no input was tried:\n" + string(out)
	}
	return r, nil
}

var outOfTime = regexp.MustCompile(`(?m)^--- FAIL: \w+ \(.*\)\n    context deadline exceeded\nFAIL$`)

// ranOut reports whether go test failed for no other reason than that the time
// was up while it made an interesting input smaller.
func ranOut(out string) bool {
	return outOfTime.MatchString(out) && !strings.Contains(out, "Failing input written to")
}

// executed reads the number of inputs from what go test prints as it fuzzes:
// the last number of its lines.
func executed(out string) (n int64) {
	for _, m := range progress.FindAllStringSubmatch(out, -1) {
		n, _ = strconv.ParseInt(m[1], 10, 64) // digits only
	}
	return n
}
