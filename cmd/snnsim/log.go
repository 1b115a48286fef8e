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
	if v.log != nil {
		_, err := fmt.Fprintf(v.log, time.Now().Format(time.RFC3339)+" "+format+"\n", args...)
		v.logErr = cmp.Or(v.logErr, err)
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
