package tsslbp

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/snn"
)

// ErrNoState is returned for a checkpoint that holds weights only.
var ErrNoState = errors.New("the checkpoint holds weights only, not the state of training")

// The note of a checkpoint that holds a TrainerState, and its version.
const (
	stateNote    = "trainer"
	stateVersion = 1
)

// stateFile is a TrainerState as a checkpoint has it, moments apart.
type stateFile struct {
	Version int
	TrainerState
}

// PutInto adds the state to a checkpoint, in the place of one that it has.
func (s *TrainerState) PutInto(c *snn.Checkpoint) error {
	b, err := json.Marshal(stateFile{stateVersion, *s})
	if err != nil {
		return fmt.Errorf("tsslbp: state: %w", err)
	}
	if c.Notes == nil {
		c.Notes = map[string]string{}
	}
	c.Notes[stateNote] = string(b)
	c.Extra = slices.DeleteFunc(slices.Clone(c.Extra), func(t snn.Tensor) bool { return findTensor(s.Moments, t.Name) != nil })
	c.Extra = append(c.Extra, s.Moments...)
	return nil
}

// StateOf returns the state that a checkpoint holds, or ErrNoState.
func StateOf(c *snn.Checkpoint) (*TrainerState, error) {
	text, ok := c.Notes[stateNote]
	if !ok {
		return nil, fmt.Errorf("tsslbp: state: %w", ErrNoState)
	}
	var f stateFile
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return nil, fmt.Errorf("tsslbp: state: %w", err)
	}
	if f.Version != stateVersion {
		return nil, fmt.Errorf("tsslbp: state: version %d: this program reads version %d", f.Version, stateVersion)
	}
	s := f.TrainerState
	s.Moments = c.Extra // and what else stands there: moments are found by their names
	return &s, nil
}

// Save writes weights, state and info, which is the caller's, to path, replacing it in one step: a file that
// Load continues from, and a checkpoint like any other.
func (t *Trainer) Save(path string, info snn.CheckpointInfo) error {
	s, err := t.State()
	if err != nil {
		return err
	}
	c := &snn.Checkpoint{Network: t.Engine.net, Info: info}
	if err := s.PutInto(c); err != nil {
		return err
	}
	return snn.SaveCheckpoint(path, c)
}

// Load continues from a file that Save wrote: it sets weights and state, all
// or, with an error, nothing. The trainer must be complete, hooks included, and
// its network, masks, data, settings and back end those that training began with: of a
// loss, schedule or optimiser that has no Identity() string the type is compared. The
// number of threads and the place of the data may differ, and the epochs may be
// more unless the schedule is a cosine. errors.Is finds ErrNoState, ErrDiffers and
// snn.ErrChecksum.
func (t *Trainer) Load(path string) error {
	if err := t.complete(); err != nil {
		return err
	}
	c, err := snn.LoadCheckpoint(path, t.Engine.net.Kernel())
	if err != nil {
		return err
	}
	if err := t.Continue(c); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Continue is Load for a checkpoint that has been read.
func (t *Trainer) Continue(c *snn.Checkpoint) error {
	if err := t.complete(); err != nil {
		return err
	}
	s, err := StateOf(c)
	if err != nil {
		return err
	}
	net := t.Engine.net
	if errs := append(compareConfigs(&net.Config, &c.Network.Config), t.check(s)); errors.Join(errs...) != nil {
		return errors.Join(errs...)
	}
	if net.Input != c.Network.Input {
		return &DifferError{What: "input", Is: fmt.Sprint(net.Input), Was: fmt.Sprint(c.Network.Input)}
	}
	if err := t.Restore(s); err != nil {
		return err
	}
	return net.SetFieldTensors(c.Network.FieldTensors())
}

// compareConfigs reports the lines of the network file that differ, the place
// of the data aside, and more epochs than there were where no rate depends on them.
func compareConfigs(is, was *snn.Config) []error {
	a, b := *is, *was
	a.Network.DataPath, b.Network.DataPath = "", ""
	if a.Network.Epochs > b.Network.Epochs && a.Network.Schedule != "cosine" {
		b.Network.Epochs = a.Network.Epochs
	}
	x, y := strings.Split(string(a.Text()), "\n"), strings.Split(string(b.Text()), "\n")
	var errs []error
	for i := range max(len(x), len(y)) {
		line := func(s []string) string {
			if i < len(s) {
				return strings.TrimSpace(s[i])
			}
			return "nothing"
		}
		if p, q := line(x), line(y); p != q {
			errs = append(errs, &DifferError{What: "network file", Is: p, Was: q})
		}
	}
	return errs
}
