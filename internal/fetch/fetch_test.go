package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// content is what is served.
func content() []byte {
	b := make([]byte, 300_000)
	for i := range b {
		b[i] = byte(i * i >> 8)
	}
	return b
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// server serves content and notes what was asked for. Every request first
// goes through the next of its faults.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	asked  []string // the header Range of every request
	tag    string
	data   []byte
	faults []func(w http.ResponseWriter, r *http.Request) bool // true: answered
}

func serve(t *testing.T, faults ...func(http.ResponseWriter, *http.Request) bool) *server {
	s := &server{tag: `"v1"`, data: content(), faults: faults}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r.Header.Get("Range"))
	var fault func(http.ResponseWriter, *http.Request) bool
	if len(s.faults) > 0 {
		fault, s.faults = s.faults[0], s.faults[1:]
	}
	tag, data := s.tag, s.data
	s.mu.Unlock()
	if tag != "" {
		w.Header().Set("ETag", tag)
	}
	if fault != nil && fault(w, r) {
		return
	}
	http.ServeContent(w, r, "x.bin", time.Time{}, bytes.NewReader(data))
}

// cutAfter promises everything and closes the connection after n bytes more.
func cutAfter(n int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		data, first := content(), 0
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &first); err == nil {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, len(data)-1, len(data)))
			w.Header().Set("Content-Length", fmt.Sprint(len(data)-first))
			w.WriteHeader(http.StatusPartialContent)
		} else {
			w.Header().Set("Content-Length", fmt.Sprint(len(data)))
		}
		w.Write(data[first:min(first+n, len(data))])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func status(code int) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(code)
		return true
	}
}

// get downloads from a server and returns where to.
func get(t *testing.T, s *server, c *Client, change ...func(*File)) (string, error) {
	t.Helper()
	f := File{URLs: []string{s.URL + "/x.bin"}, Path: filepath.Join(t.TempDir(), "sub", "x.bin"), MaxBytes: 1 << 20}
	f.Check = func(path string) error { return Verify(path, sum(content())) }
	for _, ch := range change {
		ch(&f)
	}
	if c.HTTP == nil {
		c.HTTP = NewHTTP()
		t.Cleanup(c.HTTP.CloseIdleConnections)
	}
	if c.Wait == 0 {
		c.Wait = time.Millisecond
	}
	return f.Path, c.Download(context.Background(), f)
}

// complete checks that the file is there and nothing else.
func complete(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, sum(content()), sum(b))
	alone(t, path, 1)
}

func alone(t *testing.T, path string, n int) {
	t.Helper()
	list, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, list, n, "%v", list)
}

func TestDownload(t *testing.T) {
	s := serve(t)
	var last, of int64
	path, err := get(t, s, &Client{Progress: func(done, total int64) { last, of = done, total }})
	require.NoError(t, err)
	complete(t, path)
	assert.EqualValues(t, 300_000, last)
	assert.EqualValues(t, 300_000, of)
	assert.Equal(t, []string{""}, s.asked)
}

// TestCutTransfersAreTakenUp cuts more often than there are tries without
// progress.
func TestCutTransfersAreTakenUp(t *testing.T) {
	s := serve(t, cutAfter(50_000), cutAfter(50_000), cutAfter(50_000), cutAfter(50_000), cutAfter(1))
	path, err := get(t, s, &Client{Tries: 2})
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, []string{"", "bytes=50000-", "bytes=100000-", "bytes=150000-", "bytes=200000-", "bytes=200001-"}, s.asked)
}

func TestATransferWithoutProgressIsGivenUp(t *testing.T) {
	s := serve(t, cutAfter(50_000), cutAfter(0), cutAfter(0), cutAfter(0), cutAfter(0))
	path, err := get(t, s, &Client{Tries: 3})
	var cut *CutError
	require.ErrorAs(t, err, &cut)
	assert.EqualValues(t, 50_000, cut.Done)
	assert.ErrorContains(t, err, "after 50000 of 300000 bytes, which are kept")
	assert.NoFileExists(t, path)
	assert.Len(t, s.asked, 4)
}

// TestTheNextRunGoesOn is what a user does after a failure.
func TestTheNextRunGoesOn(t *testing.T) {
	s := serve(t, cutAfter(70_000))
	path := ""
	_, err := get(t, s, &Client{Tries: 1}, func(f *File) {
		path = f.Path
		f.MaxBytes = 300_000
	})
	// The first attempt got further than nothing, so it was taken up at once.
	require.NoError(t, err)
	complete(t, path)

	s = serve(t, cutAfter(70_000), cutAfter(0))
	_, err = get(t, s, &Client{Tries: 1}, func(f *File) { path = f.Path })
	require.Error(t, err)
	alone(t, path, 2)
	_, err = get(t, s, &Client{Tries: 1}, func(f *File) { f.Path = path })
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, "bytes=70000-", s.asked[2])
}

func TestAnotherVersionBeginsAnew(t *testing.T) {
	s := serve(t, cutAfter(70_000), func(http.ResponseWriter, *http.Request) bool { return false })
	s.faults[1] = func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("ETag", `"v2"`) // If-Range no longer holds
		return false
	}
	path, err := get(t, s, &Client{})
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, []string{"", "bytes=70000-"}, s.asked)
}

func TestWithoutAValidatorAPartBeginsAnew(t *testing.T) {
	for _, tag := range []string{"", `W/"weak"`} {
		s := serve(t, cutAfter(70_000), cutAfter(60_000))
		s.tag = tag
		path, err := get(t, s, &Client{})
		require.NoError(t, err)
		complete(t, path)
		assert.Equal(t, []string{"", "", ""}, s.asked)
	}
}

// TestADamagedPartIsThrownAway has a part that does not fit the rest.
func TestADamagedPartIsThrownAway(t *testing.T) {
	s := serve(t)
	path, err := get(t, s, &Client{}, func(f *File) {
		require.NoError(t, os.MkdirAll(filepath.Dir(f.Path), 0o755))
		require.NoError(t, os.WriteFile(f.Path+".part", make([]byte, 1000), 0o644))
		require.NoError(t, os.WriteFile(f.Path+".part.json", []byte(`{"url":"`+f.URLs[0]+`","validator":"\"v1\"","total":300000}`), 0o644))
	})
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, []string{"bytes=1000-", ""}, s.asked)

	// One that is longer than the whole, or of another address, isn't asked for.
	for _, url := range []string{"", "http://elsewhere.example/x.bin"} {
		s := serve(t)
		path, err := get(t, s, &Client{}, func(f *File) {
			of := url
			if of == "" {
				of = f.URLs[0]
			}
			require.NoError(t, os.MkdirAll(filepath.Dir(f.Path), 0o755))
			require.NoError(t, os.WriteFile(f.Path+".part", make([]byte, 1000), 0o644))
			require.NoError(t, os.WriteFile(f.Path+".part.json", []byte(`{"url":"`+of+`","validator":"\"v1\"","total":900}`), 0o644))
		})
		require.NoError(t, err)
		complete(t, path)
		assert.Equal(t, []string{""}, s.asked)
	}
}

func TestOddAnswersToARange(t *testing.T) {
	odd := func(code int, contentRange string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Range", contentRange)
			w.WriteHeader(code)
			fmt.Fprint(w, "wrong")
			return true
		}
	}
	for _, fault := range []func(http.ResponseWriter, *http.Request) bool{
		odd(206, "bytes 0-299999/300000"), odd(206, "bytes 70000-70004/70005"), odd(206, "nonsense"), odd(206, ""), status(416),
	} {
		s := serve(t, cutAfter(70_000), fault)
		path, err := get(t, s, &Client{})
		require.NoError(t, err)
		complete(t, path)
		assert.Equal(t, []string{"", "bytes=70000-", ""}, s.asked)
	}
}

func TestCorruptFilesAreNotKept(t *testing.T) {
	s := serve(t)
	s.data[7]++
	path, err := get(t, s, &Client{})
	var c *ChecksumError
	require.ErrorAs(t, err, &c)
	assert.ErrorContains(t, err, "expected "+sum(content()))
	alone(t, path, 0)
	assert.Len(t, s.asked, 1, "what came whole is not asked for again")
}

func TestRefusals(t *testing.T) {
	page := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html>Sign in")
		return true
	}
	for _, c := range []struct {
		fault func(http.ResponseWriter, *http.Request) bool
		want  string
	}{
		{status(404), "answered 404 Not Found"},
		{status(500), "answered 500"},
		{status(202), "answered 202 Accepted"},
		{page, "a web page instead of the file"},
	} {
		s := serve(t, c.fault, c.fault)
		path, err := get(t, s, &Client{})
		var st *StatusError
		require.ErrorAs(t, err, &st)
		assert.ErrorContains(t, err, c.want)
		assert.ErrorContains(t, err, s.URL)
		alone(t, path, 0)
		assert.Len(t, s.asked, 1, "no second try")
	}
}

func TestTooLarge(t *testing.T) {
	s := serve(t)
	path, err := get(t, s, &Client{}, func(f *File) { f.MaxBytes = 299_999 })
	assert.ErrorContains(t, err, "300000 bytes, at most 299999 are expected")
	assert.NoFileExists(t, path)

	// A server that does not say how much it sends.
	s = serve(t, func(w http.ResponseWriter, _ *http.Request) bool {
		for range 100 {
			w.Write(make([]byte, 10_000))
			w.(http.Flusher).Flush()
		}
		return true
	})
	path, err = get(t, s, &Client{}, func(f *File) { f.MaxBytes = 500_000 })
	assert.ErrorContains(t, err, "more than the 500000 bytes")
	require.Error(t, err)
	alone(t, path, 0)
}

// TestSendsMoreThanPromised: what was promised is read, and is not the file.
func TestSendsMoreThanPromised(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) bool {
		conn, buf, err := w.(http.Hijacker).Hijack()
		if !assert.NoError(t, err) {
			return true
		}
		defer conn.Close()
		fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n%s", content())
		buf.Flush()
		return true
	})
	path, err := get(t, s, &Client{})
	var c *ChecksumError
	require.ErrorAs(t, err, &c)
	alone(t, path, 0)
}

func TestMirrors(t *testing.T) {
	down, up := serve(t, status(404)), serve(t)
	path, err := get(t, up, &Client{}, func(f *File) { f.URLs = []string{down.URL + "/x", f.URLs[0]} })
	require.NoError(t, err)
	complete(t, path)

	down = serve(t, status(404), status(404))
	_, err = get(t, up, &Client{}, func(f *File) { f.URLs = []string{down.URL + "/one", down.URL + "/two"} })
	assert.ErrorContains(t, err, "/one")
	assert.ErrorContains(t, err, "/two")
	_, err = get(t, up, &Client{}, func(f *File) { f.URLs = nil })
	assert.ErrorContains(t, err, "no address is known")
}

func TestRedirects(t *testing.T) {
	s := serve(t)
	to := func(url string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, url, http.StatusFound)
			return true
		}
	}
	r := serve(t, to(s.URL+"/real.bin"))
	path, err := get(t, r, &Client{})
	require.NoError(t, err)
	complete(t, path)

	var loop []func(http.ResponseWriter, *http.Request) bool
	for range 20 {
		loop = append(loop, to("/again"))
	}
	_, err = get(t, serve(t, loop...), &Client{})
	assert.ErrorContains(t, err, "more than 10 redirects")

	// From an encrypted to an open connection nothing is followed.
	secure := httptest.NewTLSServer(http.RedirectHandler(s.URL, http.StatusFound))
	defer secure.Close()
	client := secure.Client()
	client.CheckRedirect = NewHTTP().CheckRedirect
	defer client.CloseIdleConnections()
	_, err = get(t, s, &Client{HTTP: client}, func(f *File) { f.URLs = []string{secure.URL} })
	assert.ErrorContains(t, err, "encrypted to an open connection")
}

func TestOffline(t *testing.T) {
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	_, err := get(t, &server{Server: s}, &Client{})
	var off *OfflineError
	require.ErrorAs(t, err, &off)
	assert.Equal(t, strings.TrimPrefix(s.URL, "http://"), off.Host)
	_, err = get(t, &server{Server: s}, &Client{}, func(f *File) { f.URLs = []string{"http://no-such-host.invalid/x"} })
	require.ErrorAs(t, err, &off)
	assert.Equal(t, "no-such-host.invalid", off.Host)
	_, err = get(t, &server{Server: s}, &Client{}, func(f *File) { f.URLs = []string{"no address"} })
	assert.ErrorContains(t, err, "fetch: no address")
}

func TestAStalledTransferIsTakenUp(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", "300000")
		w.Write(content()[:10_000])
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-release:
		}
		return true
	})
	defer close(release)
	path, err := get(t, s, &Client{Stall: 50 * time.Millisecond})
	require.NoError(t, err)
	complete(t, path)
	assert.Equal(t, []string{"", "bytes=10000-"}, s.asked)
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		w.Header().Set("Content-Length", "300000")
		w.Write(content()[:10_000])
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return true
	})
	c := &Client{HTTP: NewHTTP(), Progress: func(done, _ int64) {
		if done > 0 {
			cancel()
		}
	}}
	defer c.HTTP.CloseIdleConnections()
	path := filepath.Join(t.TempDir(), "x.bin")
	err := c.Download(ctx, File{URLs: []string{s.URL, s.URL}, Path: path, MaxBytes: 1 << 20})
	require.ErrorIs(t, err, context.Canceled)
	assert.Len(t, s.asked, 1)
}

func TestAFolderThatCantBeWritten(t *testing.T) {
	s := serve(t)
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	_, err := get(t, s, &Client{}, func(f *File) { f.Path = filepath.Join(file, "x.bin") })
	assert.ErrorContains(t, err, "fetch: mkdir")
	_, err = SHA256(filepath.Join(file, "x"))
	assert.Error(t, err)
	assert.Error(t, Verify(filepath.Join(file, "x"), ""))
	assert.NoError(t, Verify(file, strings.ToUpper(sum(nil))))
}

func TestErrorsUnwrap(t *testing.T) {
	inner := errors.New("inner")
	assert.ErrorIs(t, &CutError{Err: inner, Total: -1}, inner)
	assert.ErrorIs(t, &OfflineError{Err: inner}, inner)
	assert.NotContains(t, (&CutError{Err: inner, Total: -1}).Error(), " of ")
}
