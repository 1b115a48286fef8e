package web

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// chromium is a headless browser with one page, driven over a pipe.
type chromium struct {
	t       *testing.T
	in      *os.File
	session string
	mu      sync.Mutex
	id      int
	answers map[int]chan json.RawMessage
	errors  []string // what the page complained about
}

// message is what travels over the pipe, either way.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   json.RawMessage `json:"error,omitempty"`
}

const patience = 60 * time.Second

// startChromium skips the test where there is no browser.
func startChromium(t *testing.T) *chromium {
	path, err := exec.LookPath("chromium")
	if err != nil || testing.Short() {
		t.Skip("no chromium to test the page with")
	}
	dir, err := os.MkdirTemp("", "cr-web")
	require.NoError(t, err)
	inR, inW, err := os.Pipe()
	require.NoError(t, err)
	outR, outW, err := os.Pipe()
	require.NoError(t, err)
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--hide-scrollbars", "--user-data-dir="+dir, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{inR, outW}
	require.NoError(t, cmd.Start())
	inR.Close()
	outW.Close()
	c := &chromium{t: t, in: inW, answers: map[int]chan json.RawMessage{}}
	read := make(chan struct{})
	go func() {
		defer close(read)
		c.read(outR)
	}()
	t.Cleanup(func() {
		c.in.Close() // the browser ends with its pipe
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			_ = cmd.Process.Kill()
			<-done
		}
		<-read
		outR.Close()
		os.RemoveAll(dir)
	})
	var target struct{ TargetID string }
	c.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var session struct{ SessionID string }
	c.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session)
	c.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		c.call(domain+".enable", nil, nil)
	}
	return c
}

func (c *chromium) read(out *os.File) {
	r := bufio.NewReader(out)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) != nil {
			continue
		}
		c.mu.Lock()
		if a := c.answers[m.ID]; a != nil && m.ID > 0 {
			if m.Error != nil {
				a <- nil
			} else {
				a <- m.Result
			}
			delete(c.answers, m.ID)
		}
		switch m.Method {
		case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
			// The tests themselves read canvases back, which is warned about.
			if !strings.Contains(string(m.Params), "willReadFrequently") {
				c.errors = append(c.errors, string(m.Params))
			}
		}
		c.mu.Unlock()
	}
}

// call runs a command of the DevTools protocol.
func (c *chromium) call(method string, params, result any) {
	c.t.Helper()
	p, err := json.Marshal(params)
	require.NoError(c.t, err)
	if params == nil {
		p = nil
	}
	a := make(chan json.RawMessage, 1)
	c.mu.Lock()
	c.id++
	c.answers[c.id] = a
	text, err := json.Marshal(message{ID: c.id, Session: c.session, Method: method, Params: p})
	c.mu.Unlock()
	require.NoError(c.t, err)
	_, err = c.in.Write(append(text, 0))
	require.NoError(c.t, err)
	select {
	case got := <-a:
		require.NotNil(c.t, got, "%s %s failed", method, p)
		if result != nil {
			require.NoError(c.t, json.Unmarshal(got, result))
		}
	case <-time.After(patience):
		require.FailNow(c.t, "the browser does not answer", method)
	}
}

// open loads an address at a width, light or dark.
func (c *chromium) open(url string, width, height int, scheme string) {
	c.t.Helper()
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}, nil)
	c.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	c.call("Page.navigate", map[string]any{"url": url}, nil)
}

// value evaluates an expression in the page.
func (c *chromium) value(expression string) any {
	c.t.Helper()
	var r struct {
		Result struct{ Value any }
	}
	c.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r)
	return r.Result.Value
}

// until waits until an expression is true.
func (c *chromium) until(expression string) {
	c.t.Helper()
	require.Eventually(c.t, func() bool { return c.value(expression) == true }, patience, 100*time.Millisecond,
		"%s stays false; the page complained: %v", expression, c.complaints())
}

// key presses a key.
func (c *chromium) key(name string) {
	c.t.Helper()
	for _, kind := range []string{"keyDown", "keyUp"} {
		c.call("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": name}, nil)
	}
}

// picture writes a screenshot of the whole page.
func (c *chromium) picture(path string) {
	c.t.Helper()
	var shot struct{ Data []byte }
	c.call("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": true}, &shot)
	require.NoError(c.t, os.WriteFile(path, shot.Data, 0o644))
}

func (c *chromium) complaints() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.errors...)
}
