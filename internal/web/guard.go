package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// guard refuses what the page itself never asks and gives every answer the
// headers that keep other pages out.
type guard struct {
	hosts []string // names by which the server may be addressed, lower case
	next  http.Handler
}

// policy allows the page its own files and connections, nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// maxURI is the longest path and query, bytes.
const maxURI = 1024

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		refuse(w, http.StatusMethodNotAllowed, "only GET and HEAD are answered")
	case !g.knows(r.Host):
		refuse(w, http.StatusMisdirectedRequest, "this server does not go by that name")
	case !sameOrigin(r):
		refuse(w, http.StatusForbidden, "requests from other sites are refused")
	case len(r.RequestURI) > maxURI:
		refuse(w, http.StatusRequestURITooLong, "the address is too long")
	case r.ContentLength != 0:
		refuse(w, http.StatusRequestEntityTooLarge, "a request has no body here")
	default:
		g.next.ServeHTTP(w, r)
	}
}

// knows reports whether a Host header names this server. An attacker's page
// can have its own name resolve to this machine (DNS rebinding), but it can't
// do so with a numeric address or localhost.
func (g *guard) knows(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(name, "["), "]"))
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	for _, h := range g.hosts {
		if name == h {
			return true
		}
	}
	return false
}

// sameOrigin reports whether a request comes from the server's own page or
// from the address bar. Other sites may link to the page, no more.
func sameOrigin(r *http.Request) bool {
	if origins := r.Header.Values("Origin"); len(origins) > 0 {
		u, err := url.Parse(origins[0])
		if err != nil || len(origins) > 1 || u.Scheme != "http" || !strings.EqualFold(u.Host, r.Host) {
			return false
		}
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return true
	}
	return r.URL.Path == "/" && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	// A client that is gone needs no answer.
	_, _ = w.Write([]byte(text + "\n"))
}
