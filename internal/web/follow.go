package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

const followEvery = 2 * time.Second

// Follow publishes the epochs of a metrics file whenever it has grown, so that
// a run of another process can be watched. It returns when the context ends.
func Follow(ctx context.Context, h *Hub, path string, epochs int, layers []string) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	size := int64(-1)
	for {
		if st, err := os.Stat(path); err == nil && st.Size() != size {
			if all, err := ReadEpochsFile(path); err == nil {
				if size >= 0 {
					h.Put(TopicEpochs, Curves(all, layers))
					h.Put(TopicStatus, StatusOf(all, epochs, layers))
				}
				size = st.Size()
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// ReadEpochsFile reads the epochs of a metrics file; one that does not exist
// has none.
func ReadEpochsFile(path string) ([]Epoch, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("web: metrics: %w", err)
	}
	defer f.Close()
	all, err := ReadEpochs(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return all, nil
}
