package rundir

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// environmentFormat is the version of environment.json.
const environmentFormat = "snnsim-run-1"

// EnvironmentFile is environment.json: what a run's results depend on besides
// its configuration, and what was typed.
type EnvironmentFile struct {
	Format   string    `json:"format"`
	Network  string    `json:"network"`     // name of the network file
	LogEvery int       `json:"log_every"`   // steps of a record, 0 for a hundredth of an epoch
	SkipBad  bool      `json:"skip_bad"`    // bad recordings were left out
	Board    bool      `json:"tensorboard"` // event files are written
	Sessions []Session `json:"sessions"`    // the start, and each time it was continued
}

// Session is one process that trained the run.
type Session struct {
	Started  string            `json:"started"` // RFC 3339
	Command  []string          `json:"command"`
	Versions map[string]string `json:"versions"` // program, Go, platform, back end
	CPU      CPU               `json:"cpu"`
	Threads  int               `json:"threads"`
}

// CPU is the processor.
type CPU struct {
	Name     string   `json:"name"`
	Cores    int      `json:"cores"`   // physical, 0 if not known
	Logical  int      `json:"logical"` // of those that the process may use
	Features []string `json:"features"`
}

// WriteEnvironment writes environment.json.
func (r *Run) WriteEnvironment(e *EnvironmentFile) error {
	e.Format = environmentFormat
	b, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return fmt.Errorf("run folder: environment: %w", err)
	}
	if err := atomicfile.Write(r.Path(Environment), append(b, '\n')); err != nil {
		return fmt.Errorf("run folder: %w", err)
	}
	return nil
}

// ReadEnvironment reads environment.json of a run.
func ReadEnvironment(dir string) (*EnvironmentFile, error) {
	path := filepath.Join(dir, Environment)
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("run folder: %w", err)
	}
	e := &EnvironmentFile{}
	if err := json.Unmarshal(b, e); err != nil {
		return nil, fmt.Errorf("run folder: %s: %w", path, err)
	}
	if e.Format != environmentFormat {
		return nil, fmt.Errorf("run folder: %s: format %q: expected %q", path, e.Format, environmentFormat)
	}
	return e, nil
}
