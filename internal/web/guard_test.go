package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A page of another site whose name resolves to this machine is refused.
func TestHostsAreChecked(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for host, ok := range map[string]bool{
		s.addr: true, "localhost": true, "LOCALHOST:99": true, "127.0.0.1": true, "[::1]:8080": true, "127.0.0.1:1": true,
		"evil.example": false, "evil.example:8080": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "localhost.": false, "x@localhost": false,
	} {
		res, _ := fetch(t, s, "/api/overview", func(r *http.Request) { r.Host = host })
		want := http.StatusMisdirectedRequest
		if ok {
			want = http.StatusOK
		}
		if host == "x@localhost" && res.StatusCode == http.StatusBadRequest {
			continue // the HTTP library refuses it already
		}
		assert.Equal(t, want, res.StatusCode, host)
	}
}

func TestOtherSitesAreRefused(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for _, k := range []struct {
		path   string
		header map[string]string
		code   int
	}{
		{"/api/overview", map[string]string{"Origin": "http://" + s.addr}, 200},
		{"/api/overview", map[string]string{"Origin": "https://" + s.addr}, 403},
		{"/api/overview", map[string]string{"Origin": "http://evil.example"}, 403},
		{"/api/overview", map[string]string{"Origin": "null"}, 403},
		{"/api/overview", map[string]string{"Origin": "http://localhost:1"}, 403},
		{"/api/overview", map[string]string{"Sec-Fetch-Site": "same-origin"}, 200},
		{"/api/overview", map[string]string{"Sec-Fetch-Site": "none"}, 200},
		{"/api/overview", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"/api/overview", map[string]string{"Sec-Fetch-Site": "same-site"}, 403},
		{"/main.js", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403},
		{"/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200},
		{"/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403},
		{"/api/overview", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 403},
	} {
		res, _ := fetch(t, s, k.path, func(r *http.Request) {
			for name, v := range k.header {
				r.Header.Set(name, v)
			}
		})
		assert.Equal(t, k.code, res.StatusCode, "%s %v", k.path, k.header)
	}
}

func TestRequestsAreRationed(t *testing.T) {
	r := newRation(10, 5, nil)
	now := r.at
	granted := 0
	for range 3000 { // 3 s
		now = now.Add(time.Millisecond)
		if r.take(now) {
			granted++
		}
	}
	assert.InDelta(t, 35, granted, 1)
	now = now.Add(time.Hour)
	for range 5 {
		assert.True(t, r.take(now))
	}
	assert.False(t, r.take(now))
}

func TestOtherMachinesNeedAToken(t *testing.T) {
	_, c, _ := tinyRun(t)
	local := listen(t, "127.0.0.1:0", c)
	assert.NotContains(t, local.URL(), "token")
	s := listen(t, "0.0.0.0:0", c)
	u, err := url.Parse(s.URL())
	require.NoError(t, err)
	secret := u.Query().Get("token")
	require.Len(t, secret, 2*tokenBytes)
	other := listen(t, "0.0.0.0:0", c)
	assert.NotEqual(t, s.token, other.token)

	ask := func(path string, change func(*http.Request)) *http.Response {
		res, body := fetch(t, s, path, change)
		assert.NotContains(t, body, secret)
		return res
	}
	for _, p := range []string{"/", "/main.js", "/api/overview", "/api/stream", "/?token=", "/?token=" + secret[:39], "/?token=" + secret + "0", "/api/overview?token=x"} {
		assert.Equal(t, http.StatusUnauthorized, ask(p, nil).StatusCode, p)
	}
	for _, h := range []string{secret, "Bearer " + secret[1:], "Bearer x", "Basic " + secret} {
		assert.Equal(t, http.StatusUnauthorized, ask("/", func(r *http.Request) { r.Header.Set("Authorization", h) }).StatusCode, h)
	}
	assert.Equal(t, http.StatusOK, ask("/api/overview?token="+secret, nil).StatusCode)
	assert.Equal(t, http.StatusOK, ask("/api/sample?set=0&index=1&token="+secret, nil).StatusCode)
	assert.Equal(t, http.StatusOK, ask("/", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret) }).StatusCode)

	res := ask("/?token="+secret, nil)
	assert.Equal(t, http.StatusSeeOther, res.StatusCode)
	assert.Equal(t, "/", res.Header.Get("Location"))
	require.Len(t, res.Cookies(), 1)
	cookie := res.Cookies()[0]
	assert.True(t, cookie.HttpOnly)
	assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
	assert.Equal(t, http.StatusOK, ask("/", func(r *http.Request) { r.AddCookie(cookie) }).StatusCode)
	assert.Equal(t, http.StatusUnauthorized, ask("/", func(r *http.Request) { r.AddCookie(&http.Cookie{Name: cookie.Name, Value: "x"}) }).StatusCode)
	// The token does not open what is addressed by a foreign name.
	assert.Equal(t, http.StatusMisdirectedRequest, ask("/?token="+secret, func(r *http.Request) { r.Host = "evil.example" }).StatusCode)
}
