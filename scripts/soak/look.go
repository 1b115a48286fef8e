package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// look is what a process holds at a moment.
type look struct {
	at             time.Duration
	resident       int64 // bytes
	files, threads int
}

func (l look) String() string {
	return fmt.Sprintf("%v: %.1f MB, %d files, %d threads", l.at.Round(time.Second), float64(l.resident)/1e6, l.files, l.threads)
}

// lookAt reads /proc.
func lookAt(pid int, at time.Duration) (look, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return look{}, err
	}
	l := look{at: at}
	for line := range strings.Lines(string(text)) {
		key, rest, _ := strings.Cut(line, ":")
		f := strings.Fields(rest)
		switch key {
		case "VmRSS":
			kb, err := strconv.ParseInt(f[0], 10, 64)
			if err != nil {
				return l, err
			}
			l.resident = kb << 10
		case "Threads":
			if l.threads, err = strconv.Atoi(f[0]); err != nil {
				return l, err
			}
		}
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	l.files = len(files)
	return l, err
}

// epochsOf counts the epochs in a run's metrics.
func epochsOf(path string) (int, error) {
	text, err := os.ReadFile(path)
	return bytes.Count(text, []byte(`"kind":"epoch"`)), err
}

// table prints the looks as Markdown.
func table(looks []look, epochs int) string {
	var b strings.Builder
	b.WriteString("| time | resident | files | threads |\n|---:|---:|---:|---:|\n")
	for _, l := range looks {
		fmt.Fprintf(&b, "| %v | %.1f MB | %d | %d |\n", l.at.Round(time.Second), float64(l.resident)/1e6, l.files, l.threads)
	}
	fmt.Fprintf(&b, "\n%d epochs, each with an evaluation and a checkpoint.\n", epochs)
	return b.String()
}
