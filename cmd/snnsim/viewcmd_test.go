package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/internal/rundir"
)

// outputBuffer is a buffer that may be read while it is written.
type outputBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *outputBuffer) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *outputBuffer) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

var pageURL = regexp.MustCompile(`http://[^ \n]+`)

// page runs a command that serves a page, passes what /api/overview says to
// check, ends the command and returns its exit code and outputBuffer.
func page(t *testing.T, check func(url string, overview map[string]any), args ...string) (int, string) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var out outputBuffer
	code := make(chan int, 1)
	go func() { code <- run(ctx, args, &out, &out) }()
	var url string
	require.Eventually(t, func() bool { url = pageURL.FindString(out.String()); return url != "" }, time.Minute, 10*time.Millisecond, "%s", &out)
	var o map[string]any
	require.NoError(t, json.Unmarshal([]byte(ask(t, url+"api/overview")), &o))
	check(url, o)
	cancel()
	select {
	case c := <-code:
		return c, out.String()
	case <-time.After(time.Minute):
		require.FailNow(t, "the command does not end")
		return 0, ""
	}
}

func ask(t *testing.T, url string) string {
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get(url)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode, "%s: %s", url, body)
	return string(body)
}

func TestViewServesDataAndRuns(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	events, images, cifar := filepath.Join(dir, "events"), filepath.Join(dir, "images"), filepath.Join(dir, "cifar")
	require.NoError(t, mkNMNIST(events))
	require.NoError(t, mkMNIST(images))
	require.NoError(t, mkCIFAR(cifar))
	camera := filepath.Join(dir, "camera")
	for _, split := range []string{"Train", "Test"} {
		for i := range 4 {
			require.NoError(t, write(filepath.Join(camera, split, "waves", fmt.Sprintf("%d.csv", i)), []byte("x,y,t_us,p\n9,3,5,1\n0,0,90000,0\n")))
		}
	}
	for folder, name := range map[string]string{events: "N-MNIST", images: "MNIST", cifar: "CIFAR-10", camera: datasets.FolderName} {
		code, out := page(t, func(url string, o map[string]any) {
			assert.Equal(t, "data", o["mode"])
			sets := o["sets"].([]any)
			require.Len(t, sets, 2)
			assert.Equal(t, name, sets[0].(map[string]any)["name"])
			if folder == camera { // all of the recordings' time
				assert.Contains(t, ask(t, url+"api/sample?set=1&index=3"), `"steps":100`)
			}
			assert.Contains(t, ask(t, url+"api/sample?set=1&index=3"), `"index":3`)
		}, "view", "--data", folder, "--http", "127.0.0.1:0")
		assert.Equal(t, exitOK, code, out)
	}

	out := filepath.Join(dir, "run")
	net := filepath.Join(dir, "net.yaml")
	require.NoError(t, write(net, []byte(viewedNetwork)))
	training := []string{"train", net, "--data", events, "--out", out}
	code, log := page(t, func(url string, o map[string]any) {
		assert.Equal(t, "training", o["mode"])
		assert.Equal(t, "run", o["title"])
		require.Eventually(t, func() bool { return ask(t, url+"api/epochs") != "null" && ask(t, url+"api/evaluation") != "null" }, time.Minute, 20*time.Millisecond)
	}, append(training, "--epochs", "100000", "--http", "127.0.0.1:0")...)
	assert.Equal(t, exitInterrupted, code, log)
	assert.FileExists(t, filepath.Join(out, rundir.Metrics))

	code, log = page(t, func(url string, o map[string]any) {
		assert.Equal(t, "run", o["mode"])
		assert.Len(t, o["layers"], 1)
		assert.Contains(t, ask(t, url+"api/trace?set=0&index=3&layer=0"), `"index":3`)
		assert.Contains(t, ask(t, url+"api/status"), `"recorded"`)
		require.Eventually(t, func() bool { return ask(t, url+"api/evaluation") != "null" }, time.Minute, 10*time.Millisecond)
	}, "view", out, "--http", "127.0.0.1:0")
	assert.Equal(t, exitOK, code, log)
}

const viewedNetwork = `Network:
  dataset: NMNIST
  n_steps: 10
  batch_size: 8
  loss: count
  desired_count: 5
  undesired_count: 1
Layers:
  output:
    type: linear
    n_inputs: 2312
    n_outputs: 10
`
