package spikes

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestShape(t *testing.T) {
	for _, c := range []struct {
		s                   Shape
		row, pitch, words   int
		text                string
		neurons, wordsInAll int
	}{
		{Shape{34, 34, 2}, 68, 128, 2, "34x34x2", 2312, 68},
		{Flat(10), 10, 64, 1, "10", 10, 1},
		{Shape{2, 8, 8}, 64, 64, 1, "2x8x8", 128, 2},
	} {
		assert.Equal(t, c.row, c.s.Row())
		assert.Equal(t, c.pitch, c.s.Pitch())
		assert.Equal(t, c.words, c.s.RowWords())
		assert.Equal(t, c.wordsInAll, c.s.Words())
		assert.Equal(t, c.neurons, c.s.Neurons())
		assert.Equal(t, c.text, c.s.String())
		assert.True(t, c.s.Valid())
	}
	assert.False(t, Shape{1, 0, 1}.Valid())
}

// TestTrainHoldsWhatWasSet compares a train with a set of spikes.
func TestTrainHoldsWhatWasSet(t *testing.T) {
	type spike struct{ t, y, x, c int }
	rapid.Check(t, func(rt *rapid.T) {
		n := func(name string, hi int) int { return rapid.IntRange(1, hi).Draw(rt, name) }
		s := Shape{n("h", 4), n("w", 40), n("c", 5)}
		tr := NewTrain(Shape{1, 1, 1}, 1)
		tr.Set(0, 0, 0, 0)
		tr.Resize(s, n("t", 5)) // the old spike must not show
		want := map[spike]bool{}
		for range n("spikes", 60) {
			p := spike{n("at", tr.T) - 1, n("y", s.H) - 1, n("x", s.W) - 1, n("ch", s.C) - 1}
			want[p] = true
			tr.Set(p.t, p.y, p.x, p.c)
		}
		if tr.Count() != len(want) {
			rt.Fatalf("%d spikes, want %d", tr.Count(), len(want))
		}
		for i := range tr.T * s.Neurons() {
			k := i % s.Neurons()
			p := spike{i / s.Neurons(), k / s.Row(), k % s.Row() / s.C, k % s.C}
			if tr.Get(p.t, p.y, p.x, p.c) != want[p] {
				rt.Fatalf("%v is %v", p, !want[p])
			}
		}
		if d := float64(len(want)) / float64(tr.T*s.Neurons()); tr.Density() != d {
			rt.Fatalf("density %v, want %v", tr.Density(), d)
		}
		if Count(tr.Step(0)) > tr.Count() || len(tr.Step(0)) != s.Words() {
			rt.Fatal("step 0 is not a part of the train")
		}
	})
}

func TestOutsideATrain(t *testing.T) {
	tr := NewTrain(Shape{2, 3, 4}, 5)
	for _, p := range [][4]int{{-1, 0, 0, 0}, {5, 0, 0, 0}, {0, -1, 0, 0}, {0, 2, 0, 0}, {0, 0, -1, 0}, {0, 0, 3, 0}, {0, 0, 0, -1}, {0, 0, 0, 4}} {
		want := fmt.Sprintf("spikes: neuron (%d, %d, %d) at step %d outside 2x3x4 over 5 steps", p[1], p[2], p[3], p[0])
		assert.PanicsWithValue(t, want, func() { tr.Set(p[0], p[1], p[2], p[3]) })
		assert.Panics(t, func() { tr.Get(p[0], p[1], p[2], p[3]) })
	}
	assert.Zero(t, tr.Count())
}

func TestKindsHaveNames(t *testing.T) {
	assert.Equal(t, []string{"events", "image", "analog"}, []string{Events.String(), Image.String(), Analog.String()})
}
