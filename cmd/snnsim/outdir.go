package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/rundir"
)

// probeName stands for the name that a run will get; no run has it.
const probeName = ".next"

// checkOut refuses a run folder that can't be made, before any work is done
// for it.
func checkOut(dir string) error {
	if dir == "" {
		dir = filepath.Join(runsFolder, probeName)
	}
	err := rundir.Free(dir)
	if errors.Is(err, rundir.ErrInUse) {
		return fmt.Errorf("%w; to continue it: snnsim train --resume %s", err, quote(dir))
	}
	return err
}
