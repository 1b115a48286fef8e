package web

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

func TestEveryAnswerHasItsHeaders(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for _, p := range []string{"/", "/main.js", "/page.css", "/icon.svg", "/api/overview", "/api/status", "/none", "/api/none", "/api/sample?set=9"} {
		res, _ := fetch(t, s, p, nil)
		assert.Equal(t, policy, res.Header.Get("Content-Security-Policy"), p)
		assert.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"), p)
		assert.Equal(t, "no-referrer", res.Header.Get("Referrer-Policy"), p)
		assert.Equal(t, "no-store", res.Header.Get("Cache-Control"), p)
		assert.Equal(t, "DENY", res.Header.Get("X-Frame-Options"), p)
		assert.Equal(t, "same-origin", res.Header.Get("Cross-Origin-Resource-Policy"), p)
		assert.Empty(t, res.Header.Get("Access-Control-Allow-Origin"), p)
		assert.NotEmpty(t, res.Header.Get("Content-Type"), p)
	}
	assert.NotContains(t, policy, "unsafe")
	assert.NotContains(t, policy, "http:")
}

func TestOnlyGetAndHeadAreAnswered(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for _, m := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"} {
		res, _ := fetch(t, s, "/api/overview", func(r *http.Request) { r.Method = m })
		assert.Equal(t, http.StatusMethodNotAllowed, res.StatusCode, m)
		assert.Equal(t, "GET, HEAD", res.Header.Get("Allow"))
	}
	res, body := fetch(t, s, "/api/overview", func(r *http.Request) { r.Method = "HEAD" })
	assert.Equal(t, http.StatusOK, res.StatusCode)
	assert.Empty(t, body)
	res, _ = fetch(t, s, "/", func(r *http.Request) {
		r.Body = http.NoBody
		r.ContentLength = 5
		r.Body = readCloser{strings.NewReader("hello")}
	})
	assert.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode)
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// raw sends bytes as they are and returns the status line.
func raw(t *testing.T, s *Server, request string) string {
	c, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	defer c.Close()
	_, err = c.Write([]byte(request))
	require.NoError(t, err)
	line, err := bufio.NewReader(c).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line)
}

func TestPathsStayInside(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for _, p := range []string{
		"/../server.go", "/..%2fserver.go", "/%2e%2e/server.go", "/./main.js", "//main.js", "/assets/main.js", "/main.js/", "/main.js%00",
		"/..\\server.go", "/etc/passwd", "/README.md", "/.", "/..", "/api/../main.js", "/%2fmain.js", "/main.go", "/api/",
	} {
		assert.Equal(t, "HTTP/1.1 404 Not Found", raw(t, s, "GET "+p+" HTTP/1.1\r\nHost: localhost\r\n\r\n"), p)
	}
	assert.Equal(t, "HTTP/1.1 200 OK", raw(t, s, "GET /main.js HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	assert.Equal(t, "HTTP/1.1 414 Request URI Too Long", raw(t, s, "GET /"+strings.Repeat("a", maxURI)+" HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	assert.Contains(t, raw(t, s, "GET / HTTP/1.1\r\nHost: localhost\r\nX: "+strings.Repeat("a", 3*maxHeader)+"\r\n\r\n"), " 431 ")
}

// TestThePageIsComplete checks that all that the page names is embedded, and
// that it names nothing elsewhere.
func TestThePageIsComplete(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	n := 0
	require.NoError(t, fs.WalkDir(files, "assets", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := files.ReadFile(p)
		require.NoError(t, err)
		if path.Ext(p) == ".md" {
			return nil
		}
		n++
		assert.NotContains(t, strings.ReplaceAll(string(text), "http://www.w3.org/2000/svg", ""), "://", p)
		assert.NotContains(t, string(text), "innerHTML", p)
		res, body := fetch(t, s, "/"+path.Base(p), nil)
		assert.Equal(t, http.StatusOK, res.StatusCode, p)
		assert.Equal(t, string(text), body)
		for _, line := range strings.Split(string(text), "\n") {
			if _, from, ok := strings.Cut(line, ` from "./`); ok {
				name, _, _ := strings.Cut(from, `"`)
				_, err := files.ReadFile("assets/" + name)
				assert.NoError(t, err, "%s imports %s", p, name)
			}
		}
		return nil
	}))
	assert.Greater(t, n, 10)
	page, err := files.ReadFile("assets/index.html")
	require.NoError(t, err)
	assert.NotContains(t, string(page), "style=")
	assert.False(t, bytes.Contains(page, []byte("<script>")), "scripts stand in files of their own")
}

func TestWhatIsServed(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	_, body := fetch(t, s, "/api/overview", nil)
	var o overview
	require.NoError(t, json.Unmarshal([]byte(body), &o))
	assert.Equal(t, []layerInfo{{"conv_1", [3]int{6, 6, 5}, 180, 1}, {"output", [3]int{1, 1, 4}, 4, 1}}, o.Layers)
	assert.Equal(t, 40, o.Sets[0].Samples)
	assert.True(t, o.Sets[0].Simulated)

	_, body = fetch(t, s, "/api/labels?set=1", nil)
	require.Len(t, body, 2*60)
	assert.Equal(t, "\x03\x00", body[6:8])

	_, body = fetch(t, s, "/api/sample?set=0&index=3", nil)
	var got sampleInfo
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	var want spikes.Sample
	require.NoError(t, c.Sets[0].Fill(3, &want, nil))
	assert.Equal(t, want.Train.Count(), got.Events)
	for i := range 12 * 8 * 8 * 2 {
		spike := want.Train.Get(i/128, i/16%8, i/2%8, i%2)
		assert.Equal(t, spike, got.Bits[i/8]>>(i%8)&1 != 0, "step %d, row %d, column %d, channel %d", i/128, i/16%8, i/2%8, i%2)
	}
	assert.Equal(t, []byte{0, 127, 255}, grey([]float32{-1, 0, 1}))

	res, body := fetch(t, s, "/api/status", nil)
	assert.Equal(t, "null", body)
	assert.Equal(t, "application/json", res.Header.Get("Content-Type"))

	for p, code := range map[string]int{
		"/api/sample?set=0&index=39": 200, "/api/sample?set=0&index=40": 404, "/api/sample?set=2&index=0": 400, "/api/sample?set=0": 400,
		"/api/sample?set=0&index=1&x=1": 400, "/api/status?x": 400, "/api/overview?a=1": 400, "/api/stream?a=1": 400,
		"/api/trace?set=0&index=1&layer=1": 200, "/api/trace?set=0&index=1&layer=2": 400,
		"/api/trace?set=0&index=1&layer=1&neuron=3": 200, "/api/trace?set=0&index=1&layer=1&neuron=4": 404,
	} {
		res, body := fetch(t, s, p, nil)
		assert.Equal(t, code, res.StatusCode, "%s: %s", p, body)
	}
}

// A large sensor is drawn with several pixels in one, and no spike is lost but those that
// fall together.
func TestLargeSensorsAreDrawnCoarsely(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := rapid.IntRange(1, 1300)
		sh := spikes.Shape{H: side.Draw(t, "rows"), W: side.Draw(t, "columns"), C: rapid.IntRange(1, 2).Draw(t, "channels")}
		tr := spikes.NewTrain(sh, 3)
		n := (max(sh.H, sh.W) + mostSide - 1) / mostSide
		want := spikes.NewTrain(spikes.Shape{H: (sh.H + n - 1) / n, W: (sh.W + n - 1) / n, C: sh.C}, 3)
		for range 20 {
			step, y, x, c := rapid.IntRange(0, 2).Draw(t, "step"), rapid.IntRange(0, sh.H-1).Draw(t, "y"), rapid.IntRange(0, sh.W-1).Draw(t, "x"), rapid.IntRange(0, sh.C-1).Draw(t, "c")
			tr.Set(step, y, x, c)
			want.Set(step, y/n, x/n, c)
		}
		got := coarse(tr, n)
		require.Equal(t, want.Shape, got.Shape)
		require.Equal(t, want.Bits, got.Bits)
		require.LessOrEqual(t, max(got.Shape.H, got.Shape.W), mostSide)
		if n == 1 {
			require.Same(t, tr, got)
		}
	})
}

func TestUsable(t *testing.T) {
	assert.NoError(t, Usable("127.0.0.1:0"))
	assert.ErrorContains(t, Usable("192.0.2.1:8080"), "192.0.2.1:8080") // RFC 5737: nobody's
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	assert.True(t, InUse(Usable(l.Addr().String())))
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		":8080": "127.0.0.1:8080", "localhost:1": "localhost:1", "0.0.0.0:80": "0.0.0.0:80", "[::1]:65535": "[::1]:65535", "192.168.1.2:0": "192.168.1.2:0",
	} {
		got, err := Address(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, got)
	}
	for _, in := range []string{"", "8080", ":", ":http", ":65536", ":-1", ":+1", ":01", "a:b:c", "::1:8080"} {
		_, err := Address(in)
		assert.ErrorContains(t, err, fmt.Sprintf("%q", in))
	}
}
