package web

import (
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
)

// Topic names a value of a Hub.
type Topic string

// The topics.
const (
	TopicStatus     Topic = "status"     // Status
	TopicSteps      Topic = "steps"      // Curves over training steps
	TopicEpochs     Topic = "epochs"     // Curves over epochs
	TopicEvaluation Topic = "evaluation" // Evaluation
	TopicFiring     Topic = "firing"     // Firing
	TopicWeights    Topic = "weights"    // Weights
)

// topics are all topics in the order of versions.
var topics = [...]Topic{TopicStatus, TopicSteps, TopicEpochs, TopicEvaluation, TopicFiring, TopicWeights}

// versions counts the values that each topic has had.
type versions [len(topics)]uint64

// Hub keeps the latest value of every topic. Put never waits for a reader.
type Hub struct {
	mu      sync.Mutex
	slots   map[Topic]*slot
	changed chan struct{} // closed by the next Put
	readers atomic.Int64
}

// slot is one value and, once somebody asks for it, its JSON.
type slot struct {
	version uint64
	value   any
	once    sync.Once
	text    []byte
	err     error
}

// NewHub returns an empty hub.
func NewHub() *Hub {
	return &Hub{slots: map[Topic]*slot{}, changed: make(chan struct{})}
}

// Put replaces the value of a topic. The value must not change afterwards.
func (h *Hub) Put(t Topic, value any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &slot{version: 1, value: value}
	if old := h.slots[t]; old != nil {
		s.version = old.version + 1
	}
	h.slots[t] = s
	close(h.changed)
	h.changed = make(chan struct{})
}

// Readers returns the number of open event streams.
func (h *Hub) Readers() int { return int(h.readers.Load()) }

// text returns the JSON of a topic, nil if it has no value. It is made once.
func (h *Hub) text(t Topic) ([]byte, error) {
	h.mu.Lock()
	s := h.slots[t]
	h.mu.Unlock()
	if s == nil {
		return nil, nil
	}
	s.once.Do(func() { s.text, s.err = json.Marshal(s.value) })
	if s.err != nil {
		return nil, fmt.Errorf("web: %s: %w", t, s.err)
	}
	return s.text, nil
}

// versions returns the version of every topic and what the next Put closes.
func (h *Hub) versions() (v versions, changed <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, t := range topics {
		if s := h.slots[t]; s != nil {
			v[i] = s.version
		}
	}
	return v, h.changed
}
