package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dial opens a connection that asks for the stream and reads nothing.
func dial(t testing.TB, s *Server) net.Conn {
	c, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	_ = c.(*net.TCPConn).SetReadBuffer(4 << 10)
	_, err = fmt.Fprintf(c, "GET /api/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
	require.NoError(t, err)
	return c
}

func TestTheStreamTellsWhatChanged(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	c.Hub.Put(TopicStatus, &Status{Phase: Stepping, Step: 3})
	c.Hub.Put(TopicSteps, 1)
	conn := dial(t, s)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(patience)))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	assert.Equal(t, "text/event-stream", res.Header.Get("Content-Type"))
	lines := bufio.NewScanner(res.Body)
	type note struct {
		Status   json.RawMessage
		Versions map[Topic]uint64
	}
	next := func() (n note) {
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				require.NoError(t, json.Unmarshal([]byte(text), &n))
				return n
			}
		}
		require.NoError(t, lines.Err())
		require.Fail(t, "the stream ended")
		return n
	}
	n := next()
	assert.Equal(t, map[Topic]uint64{TopicStatus: 1, TopicSteps: 1}, n.Versions)
	assert.Contains(t, string(n.Status), `"step":3`)
	c.Hub.Put(TopicEpochs, 1)
	assert.Equal(t, map[Topic]uint64{TopicEpochs: 1}, next().Versions)
	// What was published between two messages is seen as its latest state.
	for i := range 50 {
		c.Hub.Put(TopicStatus, &Status{Step: 100 + i})
	}
	n = next()
	for n.Versions[TopicStatus] < 51 {
		n = next()
	}
	assert.Contains(t, string(n.Status), `"step":149`)

	// The last message goes out when the server closes.
	c.Hub.Put(TopicStatus, &Status{Phase: Finished})
	go s.Close()
	n = next()
	assert.Contains(t, string(n.Status), "finished")
	for lines.Scan() {
		assert.NotContains(t, lines.Text(), "data:", "behind the last message")
	}
	assert.NoError(t, lines.Err())
}

// A client that never reads is dropped, and Put never waits for it.
func TestAClientThatNeverReadsIsDropped(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for range 3 {
		dial(t, s)
	}
	require.Eventually(t, func() bool { return c.Hub.Readers() == 3 }, patience, time.Millisecond)
	big := &Status{Message: strings.Repeat("x", 1<<22)}
	// Nobody is dropped before a write has waited for its whole timeout, so a Put
	// that waited too would come back only when its reader has gone.
	for range 1000 {
		c.Hub.Put(TopicStatus, big)
	}
	assert.Equal(t, 3, c.Hub.Readers(), "Put waited for a reader")
	require.Eventually(t, func() bool {
		c.Hub.Put(TopicStatus, big)
		return c.Hub.Readers() == 0
	}, patience, 50*time.Millisecond, "they are still served")
}

func TestStreamsAreLimited(t *testing.T) {
	_, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	for range maxStreams {
		dial(t, s)
	}
	require.Eventually(t, func() bool { return c.Hub.Readers() == maxStreams }, patience, time.Millisecond)
	res, _ := fetch(t, s, "/api/stream", nil)
	assert.Equal(t, http.StatusServiceUnavailable, res.StatusCode)
	res, _ = fetch(t, s, "/api/overview", nil)
	assert.Equal(t, http.StatusOK, res.StatusCode, "others are answered")
	require.NoError(t, s.Close(), "it waits for nobody who does not read")
}

// The accepted connections are bounded, and places come back.
func TestConnectionsAreLimited(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	lim := limit(l, 2)
	accepted := make(chan net.Conn, 3)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := lim.Accept()
			if err != nil {
				return
			}
			accepted <- c
		}
	}()
	for range 3 {
		c, err := net.Dial("tcp", l.Addr().String())
		require.NoError(t, err)
		defer c.Close()
	}
	first, second := <-accepted, <-accepted
	select {
	case <-accepted:
		require.Fail(t, "a third connection is accepted")
	case <-time.After(50 * time.Millisecond):
	}
	require.NoError(t, first.Close())
	first.Close() // gives back no second place
	third := <-accepted
	require.NoError(t, lim.Close())
	<-ended
	second.Close()
	third.Close()
}
