package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryTargetIsFound(t *testing.T) {
	all, err := find("../..")
	require.NoError(t, err)
	seen := map[target]bool{}
	for _, g := range all {
		assert.False(t, seen[g], "%v twice", g)
		seen[g] = true
	}
	for _, g := range []target{{"../../snn", "FuzzParseCheckpoint"}, {"../../datasets/eventfile", "FuzzBin"}} {
		assert.True(t, seen[g], "%v", g)
	}
}

func TestExecuted(t *testing.T) {
	assert.Equal(t, int64(1204), executed(`fuzz: elapsed: 0s, gathering baseline coverage: 0/7 completed
fuzz: elapsed: 0s, gathering baseline coverage: 7/7 completed, now fuzzing with 1 workers
fuzz: elapsed: 3s, execs: 1033 (344/sec), new interesting: 2 (total: 9)
fuzz: elapsed: 4s, execs: 1204 (170/sec), new interesting: 2 (total: 9)
PASS
`))
	assert.Zero(t, executed("no fuzz tests to fuzz"))
}

func TestRanOut(t *testing.T) {
	assert.True(t, ranOut("fuzz: elapsed: 9s, execs: 1 (0/sec)\n--- FAIL: FuzzX (9.05s)\n    context deadline exceeded\nFAIL\nexit status 1\n"))
	assert.False(t, ranOut("--- FAIL: FuzzX (9.05s)\n    --- FAIL: FuzzX (0.00s)\n        x_test.go:3: no\n    \n    Failing input written to testdata/fuzz/FuzzX/1\nFAIL\n"))
	assert.False(t, ranOut("x_test.go:3: syntax error\nFAIL\n"))
}

func TestTable(t *testing.T) {
	all := &tally{[]result{
		{target: target{"a", "FuzzOne"}, inputs: 1234567, took: 2 * time.Second},
		{target: target{"b", "FuzzTwo"}, inputs: 12, took: time.Second, failure: "panic"},
	}}
	assert.Equal(t, `| target | inputs | time | |
|---|---:|---:|---|
| `+"`a.FuzzOne`"+` | 1,234,567 | 2s |  |
| `+"`b.FuzzTwo`"+` | 12 | 1s | failed |
| all 2 | 1,234,579 | 3s | 1 failed |
`, all.table())
	assert.Equal(t, 1, all.failures())
}
