package main

import (
	"path/filepath"

	"github.com/snnsim/snnsim/internal/rundir"
)

// checkOut refuses a run folder that can't be made, before any work is done
// for it.
func checkOut(dir string) error {
	if dir == "" {
		dir = filepath.Join(runsFolder, "new")
	}
	return rundir.Free(dir)
}
