//go:build unix

package web

import (
	"context"
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cpu returns the processor time that the process has used.
func cpu(t *testing.T) time.Duration {
	var r syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// TestTwoHundredClients trains with nobody watching and with 200 clients that
// stream and never read, 100 that say nothing and 20 that ask for all they can,
// one after the other: the processor time that they cost a second must stay below
// 5 % of a core, as training must not be slowed by more.
func TestTwoHundredClients(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const lasts = 4 * time.Second
	measure := func(clients func(*Server)) float64 {
		tr, c, _ := tinyRun(t)
		s, err := Listen("127.0.0.1:0", c)
		require.NoError(t, err)
		clients(s)
		tr.Epochs = 1 << 20
		tr.Hooks = append(tr.Hooks[1:], &pace{every: 20 * time.Millisecond, until: time.Now().Add(lasts)})
		before, start := cpu(t), time.Now()
		require.NoError(t, tr.Run(context.Background()))
		used := cpu(t) - before
		share := used.Seconds() / time.Since(start).Seconds()
		require.NoError(t, s.Close())
		return share
	}
	nobody := func(*Server) {}
	many := func(s *Server) {
		for range 200 {
			dial(t, s)
		}
		for range 100 {
			c, err := net.Dial("tcp", s.addr)
			require.NoError(t, err)
			t.Cleanup(func() { c.Close() })
		}
		for i := range 20 {
			c, err := net.Dial("tcp", s.addr)
			require.NoError(t, err)
			t.Cleanup(func() { c.Close() })
			fmt.Fprintf(c, "GET /api/trace?set=0&index=%d&layer=0 HTTP/1.1\r\nHost: localhost\r\n\r\n", i)
		}
		require.Eventually(t, func() bool { return s.content.Hub.Readers() == 200 }, patience, time.Millisecond)
	}
	alone, watched := measure(nobody), measure(many)
	limit := 0.05
	if raceEnabled {
		limit = 0.5 // the race detector costs that much
	}
	for try := 0; watched-alone >= limit && try < 2; try++ {
		// Other programs on the machine make every step dearer.
		alone, watched = measure(nobody), measure(many)
	}
	t.Logf("processor time a second: %.4f s alone, %.4f s watched", alone, watched)
	assert.Less(t, watched-alone, limit)
}
