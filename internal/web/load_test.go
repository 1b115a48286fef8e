package web

import (
	"context"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// crowd connects 200 clients that stream and never read, 100 that say nothing and
// 20 that ask for a sample and never take it.
func crowd(t testing.TB, s *Server) {
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
		_, err = fmt.Fprintf(c, "GET /api/trace?set=0&index=%d&layer=0 HTTP/1.1\r\nHost: localhost\r\n\r\n", i)
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { return s.content.Hub.Readers() == 200 }, patience, time.Millisecond)
}

// TestACrowdChangesNothing trains with nobody watching and with a crowd: the run
// ends with the same weights, and the server still answers then. What the
// crowd costs is measured by BenchmarkCrowd.
func TestACrowdChangesNothing(t *testing.T) {
	alone, _, _ := tinyRun(t)
	require.NoError(t, alone.Run(context.Background()))

	tr, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	crowd(t, s)
	require.NoError(t, tr.Run(context.Background()))
	assert.Equal(t, alone.Engine.Network().WeightsHash(), tr.Engine.Network().WeightsHash())
	res, body := fetch(t, s, "/api/epochs", nil)
	assert.Equal(t, 200, res.StatusCode, body)
}
