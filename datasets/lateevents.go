package datasets

import (
	"fmt"
	"sync/atomic"
)

// lateEvents counts the events of recordings, and those behind the last step. It is
// kept as text in the cache.
type lateEvents struct{ events, late atomic.Int64 }

const lateFormat = "late %d of %d"

func (n *lateEvents) add(events, late int) {
	n.events.Add(int64(events))
	n.late.Add(int64(late))
}

// String is what parse reads.
func (n *lateEvents) String() string { return fmt.Sprintf(lateFormat, n.late.Load(), n.events.Load()) }

func (n *lateEvents) parse(s string) bool {
	var late, events int64
	if _, err := fmt.Sscanf(s, lateFormat, &late, &events); err != nil {
		return false
	}
	n.late.Store(late)
	n.events.Store(events)
	return true
}
