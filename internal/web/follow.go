package web

import (
	"context"
	"os"
	"time"
)

const followEvery = 2 * time.Second

// Follow publishes a run's metrics, and again whenever the file has changed, so
// that a run of another process can be watched. With matrix that includes the
// confusion matrix that was recorded last. It returns when the context ends.
func Follow(ctx context.Context, hub *Hub, path string, epochs int, layers []string, matrix bool) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	size := int64(-1)
	for {
		if st, err := os.Stat(path); err == nil && st.Size() != size {
			if h, err := ReadHistory(path, layers); err == nil {
				h.Publish(hub, epochs)
				if e := h.Evaluation(); e != nil && matrix {
					hub.Put(TopicEvaluation, e)
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
