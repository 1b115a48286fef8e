package main

import (
	"fmt"
	"os"

	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/tsslbp"
)

// begin writes what describes a run, and the state before its first step: from then on it
// can be continued, on the same data and from the same weights.
func (j *job) begin(run *rundir.Run, env *rundir.EnvironmentFile) error {
	if err := j.trainer.Save(run.Path(rundir.Beginning), j.info); err != nil {
		return err
	}
	return run.Begin(j.net.Config.Text(), env)
}

// beginning removes the state before the first step when there is a later one. It stands
// behind the Checkpointer.
type beginning struct {
	tsslbp.NoHook
	run  *rundir.Run
	gone bool
}

// Settled implements tsslbp.Settler.
func (b *beginning) Settled(*tsslbp.Trainer) error { return b.remove() }

// End implements tsslbp.Hook.
func (b *beginning) End(*tsslbp.Trainer, error) error { return b.remove() }

func (b *beginning) remove() error {
	if b.gone {
		return nil
	}
	if _, err := os.Stat(b.run.Path(tsslbp.LastCheckpoint)); err != nil {
		return nil
	}
	b.gone = true
	if err := os.Remove(b.run.Path(rundir.Beginning)); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("run folder: %w", err)
	}
	return nil
}
