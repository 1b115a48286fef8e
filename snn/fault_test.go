package snn

import (
	"fmt"
	"testing"

	"github.com/snnsim/snnsim/internal/faultfs"
)

// Whatever goes wrong while a checkpoint is written, the last one loads.
func TestCheckpointSurvivesEveryFault(t *testing.T) {
	const path = "run/last.safetensors"
	old, fresh := small(t), small(t)
	fresh.Init(2)
	(&faultfs.Replacement{
		Path: path,
		Write: func(fs *faultfs.FS, second bool) error {
			n := old
			if second {
				n = fresh
			}
			return saveCheckpoint(fs, path, &Checkpoint{Network: n})
		},
		Read: func(data []byte) (bool, error) {
			c, err := ParseCheckpoint(data, old.Kernel())
			if err != nil {
				return false, err
			}
			switch hash := c.Network.WeightsHash(); hash {
			case old.WeightsHash():
				return false, nil
			case fresh.WeightsHash():
				return true, nil
			default:
				return false, fmt.Errorf("weights %s of neither network", hash)
			}
		},
	}).Sweep(t)
}
