package web

import (
	"net/http"
	"strconv"
	"time"
)

const (
	maxStreams   = 256
	writeTimeout = 5 * time.Second // a client that takes longer to read is dropped
	heartbeat    = 10 * time.Second
	// Streams share this pace: each is served at most every minPace, and all
	// of them together at most every perStream.
	minPace   = 250 * time.Millisecond
	perStream = 10 * time.Millisecond
)

// A message of the stream holds the status itself, and which version of the
// topics that have changed is there to be fetched:
//
//	data: {"status":{...},"versions":{"status":7,"steps":3}}

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
		if _, err := w.Write(append(text, "\n\n"...)); err != nil {
			return false
		}
		return c.Flush() == nil
	}
	if r.Method == http.MethodHead || !send([]byte("retry: 2000")) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	var sent versions
	for last := false; ; {
		now, changed := h.versions()
		if text := h.note(now, sent); text != nil && !send(text) || last {
			return
		}
		sent = now
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

// note returns the next message after what was sent, nil if nothing changed. It
// is written by hand since every stream needs its own.
func (h *Hub) note(now, sent versions) []byte {
	if now == sent {
		return nil
	}
	b := []byte("data: {")
	if now[0] != sent[0] {
		if text, err := h.text(TopicStatus); err == nil {
			b = append(append(append(b, `"status":`...), text...), ',')
		}
	}
	b = append(b, `"versions":{`...)
	for i, t := range topics {
		if now[i] == sent[i] {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = strconv.AppendUint(append(append(append(b, '"'), t...), `":`...), now[i], 10)
	}
	return append(b, "}}"...)
}
