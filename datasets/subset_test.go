package datasets

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

func TestSplitTakesItsShareOfEveryClass(t *testing.T) {
	d := &numbers{n: 200}
	rest, part, err := Split(d, 0.1, 3)
	require.NoError(t, err)
	assert.Equal(t, 180, rest.Len())
	assert.Equal(t, 20, part.Len())
	count := map[int]int{}
	for i := range part.Len() {
		count[part.Label(i)]++
	}
	for class := range 10 {
		assert.Equal(t, 2, count[class], "class %d", class)
	}
	_, again, err := Split(d, 0.1, 3)
	require.NoError(t, err)
	assert.Equal(t, part.indices, again.indices)
	_, other, err := Split(d, 0.1, 4)
	require.NoError(t, err)
	assert.NotEqual(t, part.indices, other.indices)
}

func TestSplitIsAPartition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &numbers{n: rapid.IntRange(0, 100).Draw(t, "n")}
		rest, part, err := Split(d, rapid.Float64Range(0.01, 0.99).Draw(t, "share"), rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			return
		}
		seen := make([]int, d.n)
		for _, i := range append(rest.indices, part.indices...) {
			seen[i]++
		}
		for i, n := range seen {
			assert.Equal(t, 1, n, "sample %d", i)
		}
		assert.NotZero(t, rest.Len())
		assert.NotZero(t, part.Len())
	})
}

func TestSplitRefusesWhatIsNoShare(t *testing.T) {
	for _, share := range []float64{0, 1, -1, 2} {
		_, _, err := Split(&numbers{n: 100}, share, 1)
		assert.ErrorContains(t, err, "share")
	}
	_, _, err := Split(&numbers{n: 10}, 0.2, 1)
	assert.ErrorContains(t, err, "empty")
	_, err = NewSubset(&numbers{n: 10}, []int{3, 10})
	assert.ErrorContains(t, err, "sample 10 of 10")
}

func TestSubsetServesTheSamplesOfTheWhole(t *testing.T) {
	s, err := NewSubset(&numbers{n: 10}, []int{7, 2})
	require.NoError(t, err)
	ids, _ := epoch(t, &Loader{Data: s, Batch: 5}, 0, 0)
	assert.Equal(t, [][]int{{7, 2}}, ids)
	for batch, err := range (&Loader{Data: s, Batch: 1}).Epoch(context.Background(), 0, 1) {
		require.NoError(t, err)
		assert.Equal(t, 2, batch[0].Label)
	}
}

// TestDigestSeesEveryChange changes whatever Fill depends on.
func TestDigestSeesEveryChange(t *testing.T) {
	image := func(change func(*ImageSet)) string {
		s := &ImageSet{info: Info{Name: "x"}, pixels: []byte{1, 2, 3, 4}, labels: []byte{0, 1}, norm: Normalization{Mean: []float32{0}, SD: []float32{1}}}
		change(s)
		return Digest(s)
	}
	events := func(change func(*EventSet)) string {
		p := NewPacked(spikes.Flat(3), 2)
		for i := range 3 {
			tr := spikes.NewTrain(spikes.Flat(3), 2)
			tr.Set(0, 0, 0, i)
			p.Append(i, tr)
		}
		e := eventSet(Info{Name: "x", Classes: 10}, p)
		change(e)
		return Digest(e)
	}
	sub := func(indices ...int) string {
		s, err := NewSubset(&numbers{n: 10}, indices)
		require.NoError(t, err)
		return Digest(s)
	}
	digests := []string{
		image(func(*ImageSet) {}), image(func(s *ImageSet) { s.pixels[3]++ }), image(func(s *ImageSet) { s.labels[1]++ }),
		image(func(s *ImageSet) { s.Shift = 1 }), image(func(s *ImageSet) { s.Flip = true }), image(func(s *ImageSet) { s.norm.SD[0] = 2 }),
		image(func(s *ImageSet) { s.info.Split = Test }),
		events(func(*EventSet) {}), events(func(e *EventSet) { e.Shift = 1 }), events(func(e *EventSet) { e.Drop = 0.5 }), events(func(e *EventSet) { e.Flip = true }),
		events(func(e *EventSet) { e.packed.code[1]++ }), events(func(e *EventSet) { e.packed.labels[1]++ }),
		events(func(e *EventSet) { e.packed.ends[0]++ }),
		Digest(&numbers{n: 10}), Digest(&numbers{n: 11}), sub(1, 2), sub(2, 1),
	}
	seen := map[string]int{}
	for i, d := range digests {
		assert.Len(t, d, 64)
		if j, twice := seen[d]; twice {
			t.Errorf("digests %d and %d are equal", j, i)
		}
		seen[d] = i
	}
	assert.Equal(t, digests[0], image(func(*ImageSet) {}))
}

func TestIdentityNamesWhatMatters(t *testing.T) {
	l := Loader{Data: &numbers{n: 10}, Batch: 2, Seed: 7}
	id := l.Identity()
	assert.Contains(t, id, "numbers, sha256:")
	l.Workers = 8
	assert.Equal(t, id, l.Identity(), "workers change nothing")
	for i, change := range []func(*Loader){
		func(l *Loader) { l.Batch++ }, func(l *Loader) { l.Seed++ }, func(l *Loader) { l.Limit++ },
		func(l *Loader) { l.Shuffle = true }, func(l *Loader) { l.Augment = true }, func(l *Loader) { l.DropLast = true },
		func(l *Loader) { l.Data = &numbers{n: 11} },
	} {
		m := l
		change(&m)
		assert.NotEqual(t, id, m.Identity(), "change %d", i)
	}
}
