package web

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/tsslbp"
)

// value reads a topic.
func value[T any](t *testing.T, h *Hub, topic Topic) T {
	text, err := h.text(topic)
	require.NoError(t, err)
	var v T
	require.NoError(t, json.Unmarshal(text, &v), string(text))
	return v
}

func TestLivePublishesARun(t *testing.T) {
	tr, c, _ := tinyRun(t)
	require.NoError(t, tr.Run(context.Background()))
	s := value[Status](t, c.Hub, TopicStatus)
	assert.Equal(t, Finished, s.Phase)
	assert.Equal(t, 3, s.Epoch)
	assert.Equal(t, 36, s.Step)
	assert.Positive(t, s.Loss)
	assert.Len(t, s.Density, 2)

	steps := value[StepCurves](t, c.Hub, TopicSteps)
	assert.Len(t, steps.Step, 36)
	assert.Equal(t, 36, steps.Step[35])
	assert.InDelta(t, 3, float64(steps.Epoch[35]), 1e-9)
	assert.Len(t, steps.Density[1], 36)

	epochs := value[EpochCurves](t, c.Hub, TopicEpochs)
	assert.Equal(t, []int{1, 2, 3}, epochs.Epoch)
	e := value[Evaluation](t, c.Hub, TopicEvaluation)
	assert.Equal(t, 3, e.Epoch)
	sum := 0
	for i, row := range e.Confusion {
		for j, n := range row {
			sum += n
			if i == j {
				e.Correct -= n
			}
		}
	}
	assert.Equal(t, 40, sum)
	assert.Zero(t, e.Correct)
	assert.Equal(t, 36, value[Weights](t, c.Hub, TopicWeights).Step)

	// Samples are run with the weights of the end.
	trace, step, err := c.Tracer.Trace(context.Background(), c.Sets, 0, 3)
	require.NoError(t, err)
	assert.Equal(t, 36, step)
	info := layerTrace(trace, 0, 17)
	assert.Len(t, info.Rows, 180)
	assert.Equal(t, 17, info.Traced[0])
	spikes, rate := 0, 0
	for i := range len(info.Rows) * info.Steps {
		spikes += int(info.Raster[i/8] >> (i % 8) & 1)
	}
	for _, n := range info.Rate {
		rate += n
	}
	assert.Positive(t, spikes)
	assert.Equal(t, info.Spikes, spikes)
	assert.Equal(t, info.Spikes, rate)
	neurons := 0
	for _, n := range info.Layers[0].Bins {
		neurons += n
	}
	assert.Equal(t, 180, neurons)
	assert.Len(t, info.Potential, 4*maxTraces*12)
}

// TestLiveChangesNothing compares the weights of a watched run with those of one
// without a view, while many readers ask for everything.
func TestLiveChangesNothing(t *testing.T) {
	plain, _, _ := tinyRun(t)
	plain.Hooks = plain.Hooks[:1]
	require.NoError(t, plain.Run(context.Background()))

	tr, c, _ := tinyRun(t)
	s := listen(t, "127.0.0.1:0", c)
	stop, asked := make(chan struct{}), make(chan struct{}, 4)
	tr.Hooks = append(tr.Hooks, &waitingFor{asked: asked, n: cap(asked)})
	var wg sync.WaitGroup
	for i := range cap(asked) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			dial(t, s)
			for n := 0; ; n++ {
				if n == 1 {
					asked <- struct{}{}
				}
				select {
				case <-stop:
					return
				default:
				}
				for _, p := range []string{"/api/trace?set=0&index=" + string(rune('0'+i)) + "&layer=0", "/api/steps", "/api/epochs", "/api/status", "/api/firing"} {
					res, body := fetch(t, s, p, nil)
					assert.Contains(t, []int{200, 503}, res.StatusCode, body)
				}
			}
		}()
	}
	require.NoError(t, tr.Run(context.Background()))
	close(stop)
	wg.Wait()
	assert.Equal(t, plain.Engine.Network().WeightsHash(), tr.Engine.Network().WeightsHash())
}

// waitingFor holds the first step until so many readers have asked.
type waitingFor struct {
	tsslbp.NoHook
	asked <-chan struct{}
	n     int
}

func (w *waitingFor) Batch(*tsslbp.Trainer, *tsslbp.Progress) error {
	for ; w.n > 0; w.n-- {
		select {
		case <-w.asked:
		case <-time.After(patience):
			return errors.New("the readers do not ask")
		}
	}
	return nil
}

type failing struct {
	tsslbp.NoHook
	err error
}

func (f failing) Batch(*tsslbp.Trainer, *tsslbp.Progress) error { return f.err }

func TestLiveSaysHowItEnded(t *testing.T) {
	for _, k := range []struct {
		err   error
		phase Phase
		text  string
	}{{tsslbp.ErrStop, Finished, ""}, {context.Canceled, Interrupted, ""}, {errors.New("layer 2: NaN"), Failed, "layer 2: NaN"}} {
		tr, c, _ := tinyRun(t)
		tr.Hooks = append(tr.Hooks, failing{err: k.err})
		_ = tr.Run(context.Background())
		s := value[Status](t, c.Hub, TopicStatus)
		assert.Equal(t, k.phase, s.Phase)
		assert.Equal(t, k.text, s.Message)
	}
}

// The share of a thread that samples take is kept.
func TestTheTracerKeepsToItsShare(t *testing.T) {
	_, c, _ := tinyRun(t)
	tracer, err := NewTracer(c.Network, 0, 0.02)
	require.NoError(t, err)
	before := time.Now()
	tracer.rest(time.Second)
	assert.WithinRange(t, tracer.next, before.Add(49*time.Second), time.Now().Add(49*time.Second))
	next := time.Now().Add(50 * time.Millisecond)
	tracer.next = next
	_, _, err = tracer.Trace(context.Background(), c.Sets, 0, 0)
	require.NoError(t, err)
	assert.False(t, time.Now().Before(next))
	assert.True(t, tracer.next.After(next))
	assert.True(t, tracer.wanted.Load())

	// Training does not wait for a tracer at work.
	tracer.mu.Lock()
	assert.False(t, tracer.Update(c.Network, 5))
	assert.False(t, tracer.due())
	tracer.mu.Unlock()
	assert.True(t, tracer.Update(c.Network, 5))
	assert.False(t, tracer.wanted.Load())

	// Those who wait are bounded.
	tracer.turn <- struct{}{}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range maxWaiting {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, _, err := tracer.Trace(ctx, c.Sets, 0, 0)
			assert.ErrorIs(t, err, errBusy)
		}()
	}
	require.Eventually(t, func() bool { return len(tracer.queue) == maxWaiting }, patience, time.Millisecond)
	_, _, err = tracer.Trace(ctx, c.Sets, 0, 0)
	require.ErrorIs(t, err, errBusy)
	cancel()
	wg.Wait()
}
