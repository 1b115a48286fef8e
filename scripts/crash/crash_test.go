package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMomentsLieWithinTheWait(t *testing.T) {
	p := plan{wait: 800 * time.Millisecond}
	rng := rand.New(rand.NewPCG(1, 0))
	early := 0
	for range 1000 {
		m := p.moment(rng)
		assert.True(t, m > 0 && m <= p.wait, m)
		if m <= p.wait/8 {
			early++
		}
	}
	assert.Greater(t, early, 500, "half of them, and some of the others")
	assert.Less(t, early, 650)
}

func TestOutcomeLeavesTimesOut(t *testing.T) {
	b := &bed{dir: t.TempDir()}
	run := filepath.Join(b.dir, "run")
	require.NoError(t, os.Mkdir(run, 0o755))
	const hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	put := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(run, name), []byte(text), 0o644))
	}
	put("config.yaml", "Network:\n")
	var got []outcome
	for _, seconds := range []string{"1.5", "70"} {
		put("metrics.jsonl", `{"kind":"epoch","loss":2,"seconds":`+seconds+`,"time":{"data":`+seconds+`}}`)
		o, err := b.outcome("run", []byte("epoch 1\nweights "+hash+"\n"))
		require.NoError(t, err)
		got = append(got, o)
	}
	assert.Equal(t, got[0], got[1])
	assert.Equal(t, hash, got[0].weights)
	assert.Contains(t, got[0].metrics, `"loss":2`)
	put("metrics.jsonl", `{"kind":"epoch","loss":3}`)
	o, err := b.outcome("run", []byte("weights "+hash+"\n"))
	require.NoError(t, err)
	assert.NotEqual(t, got[0], o)
	_, err = b.outcome("run", []byte("weights sha256:12\n"))
	assert.ErrorContains(t, err, "no hash")

	put(".last.safetensors.tmp1", "")
	strays, err := b.strays("run")
	require.NoError(t, err)
	assert.Equal(t, []string{".last.safetensors.tmp1"}, strays)
	assert.True(t, b.has("run", "config.yaml"))
	assert.False(t, b.has("run", "last.safetensors"))
}

func TestTable(t *testing.T) {
	assert.Equal(t, `| what | figure |
|---|---|
| runs with weights, metrics and configuration of one that was never killed | 2 of 3 |
| kills | 9 |
| of these after a checkpoint, from which `+"`--resume`"+` continued | 6 |
| of these before the first checkpoint: `+"`--resume`"+` began again | 2 |
| of these before the run folder was one: the command was given again | 1 |
| kills a run, least, median, most | 1, 3, 5 |
| time | 1m0s |
`, (&tally{runs: 3, same: 2, kills: 9, noRun: 1, begunAgain: 2, continued: 6, perRun: []int{5, 1, 3}, elapsed: time.Minute}).table())
}
