package fetch

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// drop closes the connection without an answer.
func drop(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }

// TestTheNetworkMayStayAway has a cut, and then nothing for two attempts, or a
// server that starts again.
func TestTheNetworkMayStayAway(t *testing.T) {
	s := serve(t, cutAfter(70_000), drop, drop)
	path, err := get(t, s, &Client{})
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, "bytes=70000-", s.asked[len(s.asked)-1])

	s = serve(t, cutAfter(70_000), status(503), status(429))
	path, err = get(t, s, &Client{})
	require.NoError(t, err)
	complete(t, path)
	s = serve(t, cutAfter(70_000), status(403))
	_, err = get(t, s, &Client{})
	assert.ErrorContains(t, err, "403")
	assert.Len(t, s.asked, 2)

	// Where nothing ever came it is said at once.
	s = serve(t, status(404), drop)
	_, err = get(t, s, &Client{})
	require.Error(t, err)
	assert.Len(t, s.asked, 1)
}

// TestAMirrorLeavesWhatAnotherDelivered has a first address that is cut for good
// and a second that is of no use.
func TestAMirrorLeavesWhatAnotherDelivered(t *testing.T) {
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	page := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html>")
		return true
	}
	odd := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Range", "bytes 0-9/300000")
		w.WriteHeader(http.StatusPartialContent)
		fmt.Fprint(w, "0123456789")
		return true
	}
	huge := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Length", "2000000")
		return true
	}
	for _, mirror := range []string{away.URL, serve(t, status(404)).URL, serve(t, page).URL, serve(t, odd).URL, serve(t, huge).URL} {
		s := serve(t, cutAfter(70_000), cutAfter(0), cutAfter(0))
		var urls []string
		path, err := get(t, s, &Client{Tries: 2}, func(f *File) {
			f.URLs = append(f.URLs, mirror+"/x.bin")
			urls = f.URLs
		})
		require.Error(t, err)
		alone(t, path, 2)

		// The next run goes on, and asks the one that delivered first.
		asked := len(s.asked)
		_, err = get(t, s, &Client{}, func(f *File) { f.Path, f.URLs = path, []string{urls[1], urls[0]} })
		require.NoError(t, err)
		complete(t, path)
		assert.Equal(t, []string{"bytes=70000-"}, s.asked[asked:])
	}
}

// TestAMirrorThatDeliversBeginsAnew mixes no parts of different addresses.
func TestAMirrorThatDeliversBeginsAnew(t *testing.T) {
	first, second := serve(t, cutAfter(70_000), cutAfter(0)), serve(t)
	path, err := get(t, first, &Client{Tries: 1}, func(f *File) { f.URLs = append(f.URLs, second.URL+"/x.bin") })
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, []string{""}, second.asked)
}
