package web

import (
	"context"
	"os"
	"time"
)

const followEvery = 2 * time.Second

// Follow publishes a run's metrics whenever the file has changed, so that a run of
// another process can be watched. What is there at first is published by the
// caller. It returns when the context ends.
func Follow(ctx context.Context, hub *Hub, path string, epochs int, layers []string) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	size := int64(-1)
	for {
		if st, err := os.Stat(path); err == nil && st.Size() != size {
			if h, err := ReadHistory(path, layers); err == nil {
				if size >= 0 {
					h.Publish(hub, epochs)
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
