package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/internal/report"
	"github.com/snnsim/snnsim/internal/rundir"
)

// TestAHashIsPromisedOfOneBackEndOnly leaves it out where sessions differ.
func TestAHashIsPromisedOfOneBackEndOnly(t *testing.T) {
	session := func(kernel, platform string) rundir.Session {
		return rundir.Session{Command: []string{"snnsim"}, Versions: map[string]string{"kernel": kernel, "platform": platform}}
	}
	for _, c := range []struct {
		sessions []rundir.Session
		promised bool
	}{
		{nil, true},
		{[]rundir.Session{session("avx2", "linux/amd64"), session("avx2", "linux/amd64")}, true},
		{[]rundir.Session{session("avx2", "linux/amd64"), session("avx512", "linux/amd64")}, false},
		{[]rundir.Session{session("generic", "linux/arm64"), session("generic", "linux/amd64")}, false},
	} {
		b := reportBuilder{run: &report.Run{End: &metrics.End{Weights: "abc"}}, env: &rundir.EnvironmentFile{Sessions: c.sessions}}
		b.repeat()
		assert.Equal(t, c.promised, b.page.Expect != "", "%v", c.sessions)
	}
}
