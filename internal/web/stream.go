package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	maxStreams   = 256
	writeTimeout = 5 * time.Second // a client that takes longer to read is dropped
	heartbeat    = 10 * time.Second
	// Streams share this pace: each is served at most every minPace, and all
	// of them together at most every perStream.
	minPace   = 250 * time.Millisecond
	perStream = 5 * time.Millisecond
)

// note is one message of the stream: the status itself, and which version of
// the other topics is there to be fetched.
type note struct {
	Status   json.RawMessage  `json:"status,omitempty"`
	Versions map[Topic]uint64 `json:"versions"`
}

// stream sends Server-Sent Events until the client goes, is too slow, or the
// server closes.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	if _, err := parseNumbers(r.URL.RawQuery); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	h := s.content.Hub
	defer h.readers.Add(-1)
	if h.readers.Add(1) > maxStreams {
		w.Header().Set("Retry-After", "10")
		refuse(w, http.StatusServiceUnavailable, "too many viewers")
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{}) // the stream lasts
	send := func(text []byte) bool {
		_ = c.SetWriteDeadline(time.Now().Add(writeTimeout))
		if _, err := fmt.Fprintf(w, "%s\n\n", text); err != nil {
			return false
		}
		return c.Flush() == nil
	}
	if r.Method == http.MethodHead || !send([]byte("retry: 2000")) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	sent := map[Topic]uint64{}
	for last := false; ; {
		versions, changed := h.versions()
		if text := h.note(versions, sent); text != nil && !send(text) || last {
			return
		}
		sent = versions
		pace := time.NewTimer(max(minPace, time.Duration(h.Readers())*perStream))
		select {
		case <-pace.C:
		case <-r.Context().Done():
		case <-s.closing:
		}
		pace.Stop()
		select {
		case <-changed:
		case <-beat.C:
			if !send([]byte(":")) {
				return
			}
		case <-r.Context().Done():
			return
		case <-s.closing:
			last = true // what was published last still goes out
		}
	}
}

// note returns the next message after what was sent, nil if nothing changed.
func (h *Hub) note(versions, sent map[Topic]uint64) []byte {
	n := note{Versions: map[Topic]uint64{}}
	for t, v := range versions {
		if sent[t] != v {
			n.Versions[t] = v
		}
	}
	if len(n.Versions) == 0 {
		return nil
	}
	if n.Versions[TopicStatus] > 0 {
		n.Status, _ = h.text(TopicStatus)
	}
	text, err := json.Marshal(n)
	if err != nil {
		return nil
	}
	return append([]byte("data: "), text...)
}
