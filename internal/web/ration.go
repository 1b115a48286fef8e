package web

import (
	"net/http"
	"sync"
	"time"
)

// ration bounds how many requests are answered a second, so that one client
// that asks without pause takes little from training.
type ration struct {
	perSecond, most float64
	mu              sync.Mutex
	left            float64
	at              time.Time
	next            http.Handler
}

// The ration of a server whose process also trains.
const (
	rationPerSecond = 60
	rationMost      = 400 // at once: pages that open ask for much
)

func newRation(perSecond, most float64, next http.Handler) *ration {
	return &ration{perSecond: perSecond, most: most, left: most, at: time.Now(), next: next}
}

func (r *ration) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	if !r.take(time.Now()) {
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusServiceUnavailable, "too many requests: training comes first")
		return
	}
	r.next.ServeHTTP(w, q)
}

func (r *ration) take(now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = min(r.most, r.left+r.perSecond*now.Sub(r.at).Seconds())
	r.at = now
	if r.left < 1 {
		return false
	}
	r.left--
	return true
}
