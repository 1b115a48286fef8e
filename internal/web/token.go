package web

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strings"
)

// token is the secret of a server that other machines can reach; empty means
// that none is asked for.
type token string

const tokenBytes = 20

func newToken() token {
	var b [tokenBytes]byte
	rand.Read(b[:]) // never fails
	return token(hex.EncodeToString(b[:]))
}

// matches compares in constant time, whatever the length of s.
func (t token) matches(s string) bool {
	a, b := sha256.Sum256([]byte(t)), sha256.Sum256([]byte(s))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// cookie is the name of the cookie that a browser keeps the token in: one for
// every server, for cookies do not tell the ports of a host apart.
func (t token) cookie() string {
	sum := sha256.Sum256([]byte("cookie " + t))
	return "snnsim_" + hex.EncodeToString(sum[:4])
}

// carried reports whether a request brings the token in its header or cookie.
func (t token) carried(r *http.Request) bool {
	if s, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && t.matches(s) {
		return true
	}
	c, err := r.Cookie(t.cookie())
	return err == nil && t.matches(c.Value)
}

// require lets through what brings the token. A link with ?token= sets the
// cookie and goes on without it, so that it does not stay in the history. The
// cookie is lax, for a strict one would be left out where the link stands on
// another site's page.
func (t token) require(next http.Handler) http.Handler {
	if t == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if q := r.URL.Query(); q.Has("token") {
			if !t.matches(q.Get("token")) {
				refuse(w, http.StatusUnauthorized, "the token is not this server's")
				return
			}
			if r.URL.Path == "/" {
				http.SetCookie(w, &http.Cookie{Name: t.cookie(), Value: string(t), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
				w.Header().Set("Location", "/")
				w.WriteHeader(http.StatusSeeOther)
				return
			}
			q.Del("token")
			r = r.Clone(r.Context())
			r.URL.RawQuery = q.Encode()
			next.ServeHTTP(w, r)
			return
		}
		if !t.carried(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="snnsim"`)
			refuse(w, http.StatusUnauthorized, "a token is needed: open the address that the command printed")
			return
		}
		next.ServeHTTP(w, r)
	})
}
