package bench

import (
	"bytes"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/snnsim/snnsim/tsslbp"
)

// Memory is what a network takes while it trains, in bytes.
type Memory struct {
	Weights   int64 `json:"weights"`   // and what is derived from them
	Optimizer int64 `json:"optimizer"` // moments and gradients
	Shards    int64 `json:"shards"`    // gradients of the parts of a batch
	Lanes     int64 `json:"lanes"`     // records and buffers of all threads
	Total     int64 `json:"total"`
	// Resident is the most that the process held at once, 0 where the system
	// does not say. It counts the program itself and, unless Restarted, what
	// was measured before.
	Resident  int64 `json:"resident_peak,omitempty"`
	Restarted bool  `json:"resident_restarted,omitempty"`
}

func memoryOf(w *Workload, restarted bool) Memory {
	m := tsslbp.MemoryOf(w.Net, w.options)
	out := Memory{
		Weights: m.Weights, Optimizer: m.Optimizer, Shards: m.Shards, Lanes: m.Lanes, Total: m.Total(),
		Resident: residentPeak(),
	}
	out.Restarted = restarted && out.Resident > 0
	return out
}

// residentPeak reads the greatest resident size of the process so far.
func residentPeak() int64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(text) {
		f := bytes.Fields(line)
		if len(f) == 3 && string(f[0]) == "VmHWM:" {
			kb, err := strconv.ParseInt(string(f[1]), 10, 64)
			if err != nil {
				return 0
			}
			return kb << 10
		}
	}
	return 0
}

// restartResident gives unused memory back and makes residentPeak start anew.
// It reports whether the system allowed it.
func restartResident() bool {
	debug.FreeOSMemory()
	return os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) == nil
}
