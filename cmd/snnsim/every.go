package main

import (
	"fmt"
	"strconv"
	"time"
)

// defaultCheckpointEvery is what a crash may cost at most.
const defaultCheckpointEvery = time.Minute

// interval is a flag that holds a time or a number of steps.
type interval struct {
	time  time.Duration
	steps int
}

// String implements pflag.Value.
func (i *interval) String() string {
	switch {
	case i.steps > 0:
		return strconv.Itoa(i.steps)
	case i.time > 0 && i.time%time.Minute == 0:
		return fmt.Sprintf("%dm", i.time/time.Minute)
	case i.time > 0:
		return i.time.String()
	}
	return "0"
}

// Set implements pflag.Value.
func (i *interval) Set(s string) error {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		*i = interval{steps: n}
		return nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		return fmt.Errorf("%q: expected a time such as 30s or a number of steps", s)
	}
	*i = interval{time: d}
	return nil
}

// Type implements pflag.Value.
func (i *interval) Type() string { return "time|steps" }
