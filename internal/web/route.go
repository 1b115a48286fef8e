package web

import (
	"encoding/json"
	"net/http"
	"strings"
)

// routes dispatches by the exact path; nothing is cleaned or redirected.
func (s *Server) routes() http.Handler {
	api := map[string]http.HandlerFunc{
		"/api/overview": func(w http.ResponseWriter, r *http.Request) {
			if _, err := parseNumbers(r.URL.RawQuery); err != nil {
				refuse(w, http.StatusBadRequest, err.Error())
				return
			}
			answer(w, s.content.overview())
		},
		"/api/stream": s.stream,
		"/api/labels": s.labels,
		"/api/sample": s.sample,
		"/api/trace":  s.trace,
	}
	for _, t := range topics {
		api["/api/"+string(t)] = func(w http.ResponseWriter, r *http.Request) { s.topic(w, r, t) }
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, ok := api[r.URL.Path]
		switch {
		case ok:
			h(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/"):
			refuse(w, http.StatusNotFound, "no such page")
		default:
			asset(w, r)
		}
	})
}

// topic answers with the latest value of a topic, null if there is none.
func (s *Server) topic(w http.ResponseWriter, r *http.Request, t Topic) {
	if _, err := parseNumbers(r.URL.RawQuery); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	text, err := s.content.Hub.text(t)
	if err != nil {
		refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	if text == nil {
		text = []byte("null")
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // a client that is gone needs no answer
}

// answer sends a value as JSON.
func answer(w http.ResponseWriter, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text) // a client that is gone needs no answer
}
