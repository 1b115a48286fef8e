package web

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/metrics"
)

// However many steps there are, the points stay bounded and lose no step.
func TestStepCurveIsBounded(t *testing.T) {
	for _, window := range []int{1, 7} {
		c := stepCurve{width: 1, layers: 1}
		n := 5000
		for i := range n {
			c.add(&stepPoint{steps: window, last: (i + 1) * window, samples: 2, correct: 1, loss: float64(i), norm: 2 * float64(window), lr: 0.1, density: []float64{0.5}})
			require.LessOrEqual(t, len(c.points), maxPoints)
		}
		steps, loss := 0, 0.0
		for _, p := range c.points {
			steps += p.steps
			loss += p.loss
		}
		assert.Equal(t, n*window, steps)
		assert.InDelta(t, 4999*5000/2, loss, 1e-6)
		k := c.curves()
		assert.Equal(t, n*window, k.Step[len(k.Step)-1])
		assert.InDelta(t, 0.5, float64(k.Accuracy[7]), 1e-12)
		assert.InDelta(t, 0.25, float64(k.Density[0][7]), 1e-12)
		assert.InDelta(t, 2, float64(k.Norm[7]), 1e-12)
		assert.Greater(t, len(k.Step), maxPoints/3)
	}
}

// goodText is what a run records: two windows of steps, an epoch, the end.
const goodText = `{"kind":"step","epoch":1,"step":5,"batch":5,"batches":10,"samples":50,"loss":2,"accuracy":0.5,"lr":0.1,"grad_norm":3,"density":{"a":0.25}}
{"kind":"step","epoch":1,"step":10,"batch":10,"batches":10,"samples":50,"loss":1,"accuracy":0.75,"lr":0.1,"grad_norm":3,"density":{"a":0.5}}
{"kind":"epoch","epoch":1,"step":10,"lr":0.1,"train_loss":1.5,"train_accuracy":0.9,"train_density":{"a":0.25},"validation":{"samples":4,"accuracy":0.75,"density":{"a":0.125},"confusion":[[2,0],[1,1]]},"seconds":2,"train_samples_per_s":7}
`
const endText = `{"kind":"end","reason":"epochs","epochs":1}` + "\n"

func TestReadHistory(t *testing.T) {
	read := func(text string) (*History, error) {
		return readHistory(strings.NewReader(text), "m.jsonl", []string{"a", "b"})
	}
	h, err := read(goodText + `{"kind":"other"}` + "\n" + `{"kind":"epo`)
	require.NoError(t, err)
	steps := h.steps.curves()
	assert.Equal(t, []int{5, 10}, steps.Step)
	assert.Equal(t, []Float{0.5, 1}, steps.Epoch)
	assert.Equal(t, []Float{2, 1}, steps.Loss)
	assert.Equal(t, []Float{3, 3}, steps.Norm)
	assert.Equal(t, [][]Float{{0.25, 0.5}, {0, 0}}, steps.Density)
	k := curves(h.epochs, h.layers)
	assert.Equal(t, "validation", k.Set)
	assert.Equal(t, []Float{0.25}, k.TrainDensity[0])
	assert.Equal(t, []Float{0.125}, k.TestDensity[0])
	s := h.status(5)
	assert.Equal(t, Stored, s.Phase)
	assert.Equal(t, "validation", s.Set)
	assert.Equal(t, 1, s.BestEpoch)
	assert.Equal(t, []Float{0.25, 0}, s.Density)
	e := h.Evaluation()
	assert.Equal(t, []int{3, 4}, []int{e.Correct, e.Samples})

	hub := NewHub()
	h.Publish(hub, 5)
	assert.Equal(t, 5, value[Status](t, hub, TopicStatus).Epochs)
	longer, err := read(`{"kind":"start","epochs":9}` + "\n" + goodText)
	require.NoError(t, err)
	longer.Publish(hub, 5)
	assert.Equal(t, 9, value[Status](t, hub, TopicStatus).Epochs, "the run was given more")

	h, err = read(goodText + endText)
	require.NoError(t, err)
	assert.Equal(t, Finished, h.status(1).Phase)
	for text, want := range map[string]string{"{\n": "m.jsonl:1", goodText + "[]\n": "m.jsonl:4", `{"kind":"epoch","epoch":"x"}` + "\n": "m.jsonl:1"} {
		_, err = read(text)
		assert.ErrorContains(t, err, want)
	}
	many := make([]metrics.Epoch, 9999)
	for i := range many {
		many[i].Epoch = i + 1
	}
	k = curves(many, nil)
	assert.LessOrEqual(t, len(k.Epoch), 2*maxPoints+1)
	assert.Equal(t, 9999, k.Epoch[len(k.Epoch)-1])
}

func TestFloatsThatAreNoNumbers(t *testing.T) {
	h := NewHub()
	h.Put(TopicStatus, []Float{1.5, Float(math.NaN()), Float(math.Inf(1))})
	text, err := h.text(TopicStatus)
	require.NoError(t, err)
	assert.Equal(t, "[1.5,null,null]", string(text))
}

func TestHistogram(t *testing.T) {
	h := newHistogram("a", 4, 100)
	assert.Equal(t, 3, h.Width)
	h.add([]int{0, 1, 3, 100}, 1)
	assert.Equal(t, 1, h.Bins[0])
	assert.Equal(t, 2, h.Bins[1])
	assert.Equal(t, 1, h.Bins[len(h.Bins)-1])
	h.add([]int{0, 0, 0, 0}, 2)
	assert.InDelta(t, 13, float64(h.Mean), 1e-12)
}

// FuzzMetrics checks that no metrics file upsets the page.
func FuzzMetrics(f *testing.F) {
	f.Add([]byte(goodText + endText))
	f.Add([]byte("{}\n{\"kind\":\"epoch\",\"epoch\":1,\"train_loss\":1e308}\n"))
	f.Add([]byte(`{"kind":"step","step":-9223372036854775808,"samples":-1,"loss":1e308}` + "\n"))
	f.Add([]byte("\x00\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := readHistory(strings.NewReader(string(text)), "m", []string{"a"})
		if err != nil {
			return
		}
		h := NewHub()
		r.Publish(h, 1)
		h.Put(TopicEvaluation, r.Evaluation())
		for _, topic := range []Topic{TopicEpochs, TopicSteps, TopicStatus, TopicEvaluation} {
			if _, err := h.text(topic); err != nil {
				t.Fatal(err)
			}
		}
	})
}
