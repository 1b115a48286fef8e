package main

import (
	"cmp"
	"fmt"
	"os"
	"time"
)

// logTo also writes the lines that stay to a file, with their time.
func (v *view) logTo(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	v.log = f
	v.logf("%s", commandLine(os.Args))
	for _, line := range v.pending {
		_, err := fmt.Fprintln(f, line)
		v.logErr = cmp.Or(v.logErr, err)
	}
	v.pending = nil
	return nil
}

func commandLine(args []string) string {
	s := "$ snnsim"
	for _, a := range args[1:] {
		s += " " + quote(a)
	}
	return s
}

// logf writes a line to the log. The log must not end a run that goes well
// otherwise, so that a failure is left to closeLog.
func (v *view) logf(format string, args ...any) {
	line := time.Now().Format(time.RFC3339) + " " + fmt.Sprintf(format, args...)
	switch {
	case v.log != nil:
		_, err := fmt.Fprintln(v.log, line)
		v.logErr = cmp.Or(v.logErr, err)
	case v.logs:
		v.pending = append(v.pending, line)
	}
}

// closeLog notes how the run ended.
func (v *view) closeLog(end error) error {
	if v.log == nil {
		return nil
	}
	if end != nil {
		v.logf("snnsim: %v", end)
	}
	err := cmp.Or(v.logErr, v.log.Close())
	v.log, v.logErr = nil, nil
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}
