package rundir

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/snn"
)

// Status says how a run stands.
type Status string

// The states of a run.
const (
	Running  Status = "running"
	Done     Status = "done"
	Stopped  Status = "early stop"
	Unended  Status = "interrupted" // it can be continued
	Unknown  Status = "unreadable"
	noSource        = "-"
)

// Summary is a run in a line.
type Summary struct {
	Dir        string    `json:"run"`
	Status     Status    `json:"status"`
	Started    time.Time `json:"started,omitzero"`
	Network    string    `json:"network"`
	Dataset    string    `json:"dataset"`
	Simulated  bool      `json:"simulated"`
	Seed       uint64    `json:"seed"`
	Backend    string    `json:"backend"`
	Parameters int       `json:"parameters"`
	Epochs     int       `json:"epochs"`    // done
	Of         int       `json:"of_epochs"` // that it is to have
	Steps      int       `json:"steps"`
	BestEpoch  int       `json:"best_epoch"`
	Best       float64   `json:"best_accuracy"`
	ChosenOn   string    `json:"chosen_on"` // the set of the best accuracy
	// Test is the accuracy on the test set: that of the epoch that a
	// validation set chose, once the run has ended, else of the last epoch,
	// 0 if there is none.
	Test     float64 `json:"test_accuracy"`
	Average  float64 `json:"average_accuracy,omitempty"` // on the test set, of the mean of the last epochs' weights
	Loss     float64 `json:"train_loss"`                 // of the last epoch, a sample
	Accuracy float64 `json:"train_accuracy"`             // likewise
	LR       float64 `json:"lr"`                         // of the network file
	Batch    int     `json:"batch_size"`
	Seconds  float64 `json:"seconds"` // trained
	Weights  string  `json:"weights_sha256,omitempty"`
	Fault    string  `json:"fault,omitempty"` // what could not be read
}

// Name is the last part of a path, of . the folder's own name.
func Name(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return filepath.Base(path)
}

// List returns the run folders in dir, and dir itself if it is one, by name.
func List(dir string) ([]string, error) {
	if Check(dir) == nil {
		return []string{dir}, nil
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var runs []string
	for _, e := range list {
		if path := filepath.Join(dir, e.Name()); !strings.HasPrefix(e.Name(), ".") && mayBeRun(path) {
			runs = append(runs, path)
		}
	}
	slices.Sort(runs)
	return runs, nil
}

// mayBeRun reports whether a folder is a run, or can't be looked at.
func mayBeRun(path string) bool {
	err := Check(path)
	return err == nil || errors.Is(err, fs.ErrPermission)
}

// Summarize reads what is known of a run. Files that are missing or damaged
// leave their part empty and are named in Fault.
func Summarize(dir string) Summary {
	s := Summary{Dir: dir, Status: Unended, Network: noSource, Dataset: noSource}
	var faults []string
	note := func(err error) {
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, err.Error())
		}
	}
	cfg, err := snn.LoadConfig(filepath.Join(dir, Config))
	if err == nil {
		n := &cfg.Network
		s.Dataset, s.Seed, s.Of, s.LR, s.Batch = n.Dataset, n.Seed, n.Epochs, n.LR, n.BatchSize
	}
	note(err)
	env, err := ReadEnvironment(dir)
	if err == nil {
		s.Network = env.Network
		if len(env.Sessions) > 0 {
			s.Started, _ = time.Parse(time.RFC3339, env.Sessions[0].Started)
		}
	}
	note(err)
	recs, err := metrics.ReadFile(filepath.Join(dir, Metrics))
	note(err)
	for _, r := range recs {
		s.take(r)
	}
	s.Fault = strings.Join(faults, "; ")
	if s.Fault != "" && s.Epochs == 0 {
		s.Status = Unknown
	}
	if InUse(dir) {
		s.Status = Running
	}
	return s
}

// take adds a record.
func (s *Summary) take(r *metrics.Record) {
	switch {
	case r.Start != nil:
		s.Network, s.Dataset, s.Simulated, s.Seed = r.Start.Network, r.Start.Dataset, r.Start.Simulated, r.Start.Seed
		s.Backend, s.Parameters, s.Of = r.Start.Backend, r.Start.Parameters, r.Start.Epochs
	case r.Step != nil:
		s.Steps, s.Seconds = r.Step.Step, r.Step.Seconds
	case r.Epoch != nil:
		e := r.Epoch
		s.Epochs, s.Steps, s.Seconds, s.Loss, s.Accuracy = e.Epoch, e.Step, e.Seconds, e.TrainLoss, e.TrainAccuracy
		if res, set := e.Evaluation(); res != nil && res.Accuracy > s.Best {
			s.BestEpoch, s.Best, s.ChosenOn = e.Epoch, res.Accuracy, set
		}
		if e.Test != nil {
			s.Test = e.Test.Accuracy
		}
	case r.End != nil:
		s.Status = Done
		if r.End.Reason == metrics.ReasonEarlyStop {
			s.Status = Stopped
		}
		s.Weights, s.Seconds = r.End.Weights, r.End.Seconds
		if r.End.Test != nil {
			s.Test = r.End.Test.Accuracy
		}
		if a := r.End.Average; a != nil && a.Test != nil {
			s.Average = a.Test.Accuracy
		}
	}
}
