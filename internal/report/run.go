package report

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/rundir"
)

// Run is what the metrics of a run folder say.
type Run struct {
	Name   string
	Start  *metrics.Start
	Epochs []*metrics.Epoch
	End    *metrics.End // nil if the run has not ended
}

// ErrNoEpochs says that a run has nothing to draw yet.
var ErrNoEpochs = errors.New("no epoch has ended")

// ReadRun reads the metrics of a run folder.
func ReadRun(dir string) (*Run, error) {
	r := &Run{Name: rundir.Name(dir)}
	recs, err := metrics.ReadFile(filepath.Join(dir, rundir.Metrics))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("run folder %s: no %s: %w", dir, rundir.Metrics, fs.ErrNotExist)
	}
	if err != nil {
		return nil, err
	}
	for _, rec := range recs {
		switch {
		case rec.Start != nil:
			r.Start = rec.Start
		case rec.Epoch != nil:
			r.Epochs = append(r.Epochs, rec.Epoch)
		case rec.End != nil:
			r.End = rec.End
		}
	}
	if len(r.Epochs) == 0 {
		return r, fmt.Errorf("run folder %s: %w", dir, ErrNoEpochs)
	}
	return r, nil
}
