package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"time"
)

// plan says how to kill.
type plan struct {
	kills   int
	seed    uint64
	wait    time.Duration
	threads int
}

// every are the intervals between checkpoints that sessions choose among.
var every = []string{"1", "3", "10", "100ms", "1m"}

// moment draws the time before a kill: half of them fall while a session
// begins.
func (p *plan) moment(rng *rand.Rand) time.Duration {
	longest := p.wait
	if rng.IntN(2) == 0 {
		longest /= 8
	}
	return 1 + time.Duration(rng.Int64N(int64(longest)))
}

// campaign trains runs to their end, one after another, until all kills have
// been dealt; the last run is killed no more and comes to its end, too.
func (p *plan) campaign(ctx context.Context, b *bed, want outcome) (*tally, error) {
	rng := rand.New(rand.NewPCG(p.seed, 0))
	t := &tally{}
	for t.kills < p.kills {
		run := fmt.Sprintf("run-%03d", t.runs+1)
		got, err := p.one(ctx, b, run, rng, t)
		if err != nil {
			return nil, err
		}
		t.runs++
		if got != want {
			fmt.Fprintf(os.Stderr, "%s: ended differently: weights %s\n", run, got.weights)
			continue
		}
		t.same++
	}
	return t, nil
}

// one trains one run to its end.
func (p *plan) one(ctx context.Context, b *bed, run string, rng *rand.Rand, t *tally) (outcome, error) {
	command, kills := train(run), 0
	for {
		args := append(command[:len(command):len(command)],
			"--threads", strconv.Itoa(1+rng.IntN(p.threads)), "--checkpoint-every", every[rng.IntN(len(every))])
		after := p.moment(rng)
		if t.kills == p.kills {
			after = 0
		}
		out, killed, err := b.start(ctx, after, args)
		if err != nil {
			return outcome{}, err
		}
		if !killed {
			t.perRun = append(t.perRun, kills)
			fmt.Fprintf(os.Stderr, "%s: %d kills, %d of %d in all\n", run, kills, t.kills, p.kills)
			strays, err := b.strays(run)
			if err != nil {
				return outcome{}, err
			}
			if len(strays) > 0 {
				return outcome{}, fmt.Errorf("%s: files that do not belong there: %q", run, strays)
			}
			return b.outcome(run, out)
		}
		kills++
		t.kills++
		switch {
		case b.has(run, "last.safetensors"):
			t.continued++
		case b.has(run, "config.yaml"):
			t.begunAgain++
		default: // no run yet: the same command again
			t.noRun++
			continue
		}
		command = []string{"train", "--resume", run}
	}
}
