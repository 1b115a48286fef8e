package web

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/tsslbp"
)

// However many steps there are, the points stay bounded and lose no step.
func TestStepCurveIsBounded(t *testing.T) {
	c := stepCurve{width: 1, sizes: []float64{10}}
	for i := range 5000 {
		c.add(&tsslbp.Progress{Epoch: i / 100, Batch: i % 100, Batches: 100, Step: i + 1, LR: 0.1, Norm: 2,
			Sum: tsslbp.Stats{Samples: 2, Correct: 1, Loss: float64(i), Spikes: []int64{5}}})
		require.LessOrEqual(t, len(c.points), maxPoints)
	}
	steps, loss := 0, 0.0
	for _, p := range c.points {
		steps += p.steps
		loss += p.loss
	}
	assert.Equal(t, 5000, steps)
	assert.InDelta(t, 4999*5000/2, loss, 1e-6)
	k := c.curves()
	assert.Equal(t, 5000, k.Step[len(k.Step)-1])
	assert.InDelta(t, 0.5, float64(k.Accuracy[7]), 1e-12)
	assert.InDelta(t, 0.25, float64(k.Density[0][7]), 1e-12)
	assert.InDelta(t, 2, float64(k.Norm[7]), 1e-12)
	assert.Greater(t, len(k.Step), maxPoints/3)
}

const goodLine = `{"epoch":1,"seconds":2,"lr":0.1,"train_loss":0.5,"train_accuracy":0.9,"train_density":{"a":0.25},"test_samples":10,"test_accuracy":0.8}` + "\n"

func TestReadEpochs(t *testing.T) {
	all, err := ReadEpochs(strings.NewReader(goodLine + "\n" + `{"kind":"step","step":4}` + "\n" + strings.ReplaceAll(goodLine, `"epoch":1`, `"epoch":2`) + `{"epoch":3,"sec`))
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.InDelta(t, 0.25, all[1].TrainDensity["a"], 0)
	// As a run's recorder writes it, the evaluation in an object of its own.
	recorded := `{"kind":"epoch","epoch":1,"train_loss":2,"train_samples_per_s":7,"train_density":{"a":0.5},` +
		`"validation":{"samples":9,"accuracy":0.75,"ties":1,"silent":2,"density":{"a":0.125}}}`
	one, err := ReadEpochs(strings.NewReader(recorded + "\n"))
	require.NoError(t, err)
	require.Len(t, one, 1)
	assert.Equal(t, 9, one[0].TestSamples)
	assert.InDelta(t, 0.75, one[0].TestAccuracy, 0)
	assert.InDelta(t, 7, one[0].SamplesPerS, 0)
	assert.InDelta(t, 0.125, one[0].TestDensity["a"], 0)
	_, err = ReadEpochs(strings.NewReader("{\n" + goodLine))
	assert.ErrorContains(t, err, "metrics, line 1")
	_, err = ReadEpochs(strings.NewReader(strings.Repeat("x", maxMetricsLine+1)))
	assert.ErrorContains(t, err, "a line of more than")

	s := StatusOf(all, 5, []string{"a"})
	assert.Equal(t, Stored, s.Phase)
	assert.Equal(t, 1, s.BestEpoch)
	assert.Equal(t, []Float{0.25}, s.Density)
	k := Curves(all, []string{"a", "b"})
	assert.Equal(t, []Float{0.25, 0.25}, k.TrainDensity[0])
	assert.Equal(t, []Float{0, 0}, k.TrainDensity[1])
	many := make([]Epoch, 9999)
	for i := range many {
		many[i] = all[0]
		many[i].Epoch = i + 1
	}
	k = Curves(many, nil)
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
	f.Add([]byte(goodLine))
	f.Add([]byte("{}\n{\"epoch\":1,\"train_loss\":1e999}\n"))
	f.Add([]byte("\x00\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, err := ReadEpochs(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		h := NewHub()
		h.Put(TopicEpochs, Curves(all, []string{"a"}))
		h.Put(TopicStatus, StatusOf(all, 1, []string{"a"}))
		for _, topic := range []Topic{TopicEpochs, TopicStatus} {
			if _, err := h.text(topic); err != nil {
				t.Fatal(err)
			}
		}
	})
}
