//go:build unix

package web

import (
	"context"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cpu returns the processor time that the process has used.
func cpu(t testing.TB) time.Duration {
	var r syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkCrowd reports the processor time that a run which is mostly idle uses
// in a second, as cpu-ms/s, watched by nobody and by a crowd: the difference
// is what the crowd takes from training. An operation lasts four seconds.
func BenchmarkCrowd(b *testing.B) {
	for _, v := range []struct {
		name    string
		clients func(testing.TB, *Server)
	}{{"nobody", func(testing.TB, *Server) {}}, {"crowd", crowd}} {
		b.Run(v.name, func(b *testing.B) {
			var used, lasted time.Duration
			for b.Loop() {
				tr, c, _ := tinyRun(b)
				s, err := Listen("127.0.0.1:0", c)
				require.NoError(b, err)
				v.clients(b, s)
				tr.Epochs = 1 << 20
				tr.Hooks = append(tr.Hooks[1:], &pace{every: 20 * time.Millisecond, until: time.Now().Add(4 * time.Second)})
				before, start := cpu(b), time.Now()
				require.NoError(b, tr.Run(context.Background()))
				used += cpu(b) - before
				lasted += time.Since(start)
				require.NoError(b, s.Close())
			}
			b.ReportMetric(float64(used.Milliseconds())/lasted.Seconds(), "cpu-ms/s")
		})
	}
}
