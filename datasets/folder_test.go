package datasets

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

// binFiles reads recordings in the 40-bit format.
type binFiles struct{ identity string }

func (b binFiles) Identity() string { return "bin" + b.identity }

func (binFiles) Knows(name string) bool { return strings.HasSuffix(name, ".bin") }

func (binFiles) Recording(path string) ([]Event, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	ev, err := DecodeEvents(b)
	if f, ok := err.(*FormatError); ok {
		f.Path = path
	}
	return ev, err
}

// nameless reads what binFiles does, and has no identity.
type nameless struct{ binFiles }

func (nameless) Identity() string { return "" }

// folderOptions are for sensors of 12 rows and 20 columns, and steps of 1 ms.
func folderOptions() FolderOptions {
	return FolderOptions{Files: binFiles{}, Shape: spikes.Shape{H: 12, W: 20, C: 2}, Steps: 4, BinMicros: 1000, NoCache: true}
}

// camera makes a folder with a recording of an event for every name.
func camera(t testing.TB, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range names {
		write(t, filepath.Join(dir, name), encode(t, Event{X: uint16(i % 256), Y: 3, T: 100}))
	}
	return dir
}

func openFolder(t *testing.T, dir, split string, change func(*FolderOptions)) (*FolderSet, error) {
	t.Helper()
	o := folderOptions()
	if change != nil {
		change(&o)
	}
	return OpenFolder(context.Background(), dir, split, o)
}

func TestFolderLabelsFollowTheClassesOfBothSplits(t *testing.T) {
	for name, c := range map[string]struct{ classes, want []string }{
		"names":              {[]string{"wave", "clap", "10"}, []string{"10", "clap", "wave"}},
		"numbers":            {[]string{"10", "2", "1"}, []string{"1", "2", "10"}},
		"of the same number": {[]string{"2", "02", "1"}, []string{"1", "02", "2"}},
		"marks":              {[]string{"b", "Ä", "a b"}, []string{"a b", "b", "Ä"}},
	} {
		t.Run(name, func(t *testing.T) {
			var files []string
			for _, class := range c.classes {
				files = append(files, "Train/"+class+"/1.bin", "Train/"+class+"/2.bin", "test/"+class+"/3.bin")
			}
			set, err := openFolder(t, camera(t, files...), Train, nil)
			require.NoError(t, err)
			assert.Equal(t, c.want, set.Classes)
			assert.Equal(t, Info{Name: FolderName, Split: Train, Kind: spikes.Events, Shape: spikes.Shape{H: 12, W: 20, C: 2}, Steps: 4, Classes: 3, Names: c.want}, set.Info())
			var labels []int
			for i := range set.Len() {
				labels = append(labels, set.Label(i))
			}
			assert.Equal(t, []int{0, 1, 2, 0, 1, 2}, labels, "any part has all classes")
			assert.Empty(t, set.Missing)
			assert.EqualValues(t, 6, set.Events)
			assert.Zero(t, set.Late)
		})
	}
}

func TestFolderOfWhichAClassIsInOneSplitOnly(t *testing.T) {
	dir := camera(t, "Train/a/1.bin", "Train/c/1.bin", "Test/b/1.bin", "Test/a/2.bin", "Test/c/2.bin")
	_, err := openFolder(t, dir, Train, nil)
	var empty *EmptyClassError
	require.ErrorAs(t, err, &empty)
	assert.Equal(t, &EmptyClassError{Dir: dir, Split: Train, Classes: []string{"b"}}, empty)
	set, err := openFolder(t, dir, Train, func(o *FolderOptions) { o.SkipBad = true })
	require.NoError(t, err)
	assert.Equal(t, []int{1}, set.Missing)
	assert.Equal(t, 2, set.Label(1), "the label of c, whichever classes the split has")
}

// Labels of a folder with fewer classes are those of the folder that was trained on.
func TestFolderWithClassesOfAnother(t *testing.T) {
	dir := camera(t, "Train/b/1.bin", "Train/c/1.bin")
	with := func(classes ...string) func(*FolderOptions) {
		return func(o *FolderOptions) { o.Classes, o.SkipBad = classes, true }
	}
	set, err := openFolder(t, dir, Train, with("c", "a", "b"))
	require.NoError(t, err)
	assert.Equal(t, []int{0, 2}, []int{set.Label(0), set.Label(1)})
	assert.Equal(t, []string{"a"}, set.Names(set.Missing))
	assert.Equal(t, 3, set.Info().Classes)
	_, err = openFolder(t, dir, Train, with("c", "a"))
	var stray *PathError
	require.ErrorAs(t, err, &stray)
	assert.Equal(t, &PathError{Path: filepath.Join(dir, "Train", "b"), What: "class folder", Want: "one of c, a"}, stray)
}

// Whatever is binned are the events of each step, from the first event on.
func TestFolderBins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := folderOptions()
		o.Shape.C = rapid.IntRange(1, 2).Draw(t, "channels")
		o.BinMicros = rapid.SampledFrom([]int{1, 7, 1000, 3000}).Draw(t, "bin")
		event := rapid.Custom(func(t *rapid.T) Event {
			return Event{
				X: rapid.Uint16Range(0, 19).Draw(t, "x"), Y: rapid.Uint16Range(0, 11).Draw(t, "y"), P: rapid.Uint8Range(0, 1).Draw(t, "p"),
				T: rapid.SampledFrom([]int32{0, 1, 6, 7, 8, 27, 28, 29, 999, 1000, 1001, 4000, 11_999, 12_000, 1<<31 - 1}).Draw(t, "t"),
			}
		})
		ev := rapid.SliceOfN(event, 1, 40).Draw(t, "events")
		o.ByClock = rapid.Bool().Draw(t, "by clock")
		slices.SortStableFunc(ev, func(a, b Event) int { return cmp.Compare(a.T, b.T) })
		want, late := spikes.NewTrain(o.Shape, o.Steps), 0
		first := int64(ev[0].T)
		if o.ByClock {
			first = 0
		}
		for _, e := range ev {
			at := 0
			for since := int64(e.T) - first; since >= int64(o.BinMicros) && at < o.Steps; since -= int64(o.BinMicros) {
				at++
			}
			if at == o.Steps {
				late++
				continue
			}
			channel := 0
			if o.Shape.C == 2 && e.P == 1 {
				channel = 1
			}
			want.Set(at, int(e.Y), int(e.X), channel)
		}
		tr := spikes.NewTrain(spikes.Flat(3), 9) // of an earlier sample
		tr.Set(0, 0, 0, 0)
		assert.Equal(t, late, o.Bin(ev, tr))
		assert.Equal(t, want, tr)
	})
}

func TestFolderFaults(t *testing.T) {
	whole := []string{"Train/a/1.bin", "Train/b/1.bin", "Test/a/1.bin", "Test/b/1.bin"}
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"empty":           {nil, "expected an event, got none"},
		"cut":             {make([]byte, 7), "offset 5: expected an event of 5 bytes"},
		"a column beyond": {encode(t, Event{}, Event{X: 20}), "expected x from 0 to 19 and y from 0 to 11, got (20, 0) in event 1"},
		"a row beyond":    {encode(t, Event{Y: 12}), "got (0, 12) in event 0"},
		"backwards":       {encode(t, Event{T: 7}, Event{T: 9}, Event{T: 8}), "expected events in the order of time, got 8 µs after 9 µs in event 2"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := camera(t, whole...)
			bad := write(t, filepath.Join(dir, "Train", "b", "2.bin"), c.content)
			_, err := openFolder(t, dir, Train, nil)
			var f *FormatError
			require.ErrorAs(t, err, &f)
			assert.Equal(t, bad, f.Path)
			assert.ErrorContains(t, err, c.want)
			set, err := openFolder(t, dir, Train, func(o *FolderOptions) { o.SkipBad = true })
			require.NoError(t, err)
			require.Len(t, set.Bad, 1)
			assert.ErrorContains(t, set.Bad[0], c.want)
			assert.Equal(t, 2, set.Len())
			require.NoError(t, os.Remove(filepath.Join(dir, "Train", "b", "1.bin")))
			set, err = openFolder(t, dir, Train, func(o *FolderOptions) { o.SkipBad = true })
			require.NoError(t, err)
			assert.Equal(t, []int{1}, set.Missing)
		})
	}
}

func TestFolderRefused(t *testing.T) {
	many := make([]string, MaxClasses+1)
	for i := range many {
		many[i] = fmt.Sprintf("Train/%d/1.bin", i)
	}
	for name, c := range map[string]struct {
		dir, split, want string
		change           func(*FolderOptions)
	}{
		"no folder":     {filepath.Join(t.TempDir(), "gone"), Train, "no such file", nil},
		"no split":      {camera(t, "Test/a/1.bin"), Train, "no recordings of the split", nil},
		"neither":       {camera(t, "a/1.bin"), Train, "no recordings of the split", nil},
		"no class":      {camera(t, "Train/1.bin"), Train, "expected Train/<class>/<recording>", nil},
		"no recording":  {camera(t, "Train/a/1.txt"), Train, "expected <class>/<recording>", nil},
		"another split": {camera(t, "Train/a/1.bin"), "val", "expected train or test", nil},
		"more than outputs": {camera(t, "Train/a/1.bin", "Train/b/2.bin"), Train, "label 1: expected 0 to 0", func(o *FolderOptions) {
			o.MaxClasses, o.Progress = 1, func(int, int) { t.Error("read on") }
		}},
		"a negative number": {camera(t, "Train/a/1.bin"), Train, "-1 classes", func(o *FolderOptions) { o.MaxClasses = -1 }},
		"a name with a tab": {camera(t, "Train/a\tb/1.bin"), Train, "expected a name in UTF-8 without control characters", nil},
		"too many classes":  {camera(t, many...), Train, "257 classes: expected at most 256", nil},
		"no reader":         {camera(t, "Train/a/1.bin"), Train, "no reader", func(o *FolderOptions) { o.Files = nil }},
		"a large sensor":    {camera(t, "Train/a/1.bin"), Train, "32769 columns", func(o *FolderOptions) { o.Shape.W = 32769 }},
		"no sensor":         {camera(t, "Train/a/1.bin"), Train, "sensor of 0 rows", func(o *FolderOptions) { o.Shape = spikes.Shape{} }},
		"three channels":    {camera(t, "Train/a/1.bin"), Train, "3 channels", func(o *FolderOptions) { o.Shape.C = 3 }},
		"no steps":          {camera(t, "Train/a/1.bin"), Train, "0 steps", func(o *FolderOptions) { o.Steps = 0 }},
		"too many steps":    {camera(t, "Train/a/1.bin"), Train, "expected 1 to", func(o *FolderOptions) { o.Steps = 1 << 30 }},
		"steps of no width": {camera(t, "Train/a/1.bin"), Train, "0 µs", func(o *FolderOptions) { o.BinMicros = 0 }},
		"a negative shift":  {camera(t, "Train/a/1.bin"), Train, "shift of -1", func(o *FolderOptions) { o.Shift = -1 }},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openFolder(t, c.dir, c.split, c.change)
			assert.ErrorContains(t, err, c.want)
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := OpenFolder(ctx, camera(t, "Train/a/1.bin"), Train, folderOptions())
	assert.ErrorIs(t, err, context.Canceled)
	_, err = SurveyFolder(ctx, camera(t, "Train/a/1.bin"), binFiles{}, nil)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestFolderPassesOverWhatIsNoRecording(t *testing.T) {
	dir := camera(t, "Train/a/1.bin", "Train/a/notes.txt", "Train/a/.2.bin", "Train/a/3.bin/4.bin", "Train/.git/1.bin", "Train/README")
	require.NoError(t, os.Symlink(filepath.Join(dir, "Train", "a", "1.bin"), filepath.Join(dir, "Train", "a", "5.bin")))
	set, err := openFolder(t, dir, Train, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, set.Classes)
	assert.Equal(t, 2, set.Len(), "1.bin and the link to it")

	// A link to nothing is a bad recording.
	require.NoError(t, os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "Train", "a", "6.bin")))
	_, err = openFolder(t, dir, Train, nil)
	assert.ErrorContains(t, err, "6.bin")
	set, err = openFolder(t, dir, Train, func(o *FolderOptions) { o.SkipBad = true })
	require.NoError(t, err)
	require.Len(t, set.Bad, 1)
	assert.ErrorContains(t, set.Bad[0], "6.bin")
	s, err := SurveyFolder(context.Background(), dir, binFiles{}, nil)
	require.NoError(t, err)
	require.Len(t, s.Bad, 1)
	assert.Equal(t, filepath.Join(dir, "Train", "a", "6.bin"), s.Bad[0].Path)
}

func TestFolderFromTheCache(t *testing.T) {
	dir, cache := camera(t, "Train/a/1.bin", "Train/b/1.bin"), t.TempDir()
	write(t, filepath.Join(dir, "Train", "a", "2.bin"), encode(t, Event{T: 50}, Event{T: 4049}, Event{X: 1, T: 4050}))
	write(t, filepath.Join(dir, "Train", "b", "bad.bin"), nil)
	reads := 0
	cached := func(o *FolderOptions) {
		o.NoCache, o.CacheDir, o.SkipBad = false, cache, true
		o.Progress = func(int, int) { reads++ }
	}
	first, err := openFolder(t, dir, Train, cached)
	require.NoError(t, err)
	assert.Equal(t, 4, reads)
	assert.EqualValues(t, 5, first.Events)
	assert.EqualValues(t, 1, first.Late)
	again, err := openFolder(t, dir, Train, cached)
	require.NoError(t, err)
	assert.Equal(t, 4, reads, "nothing was read again")
	assert.Equal(t, first.packed, again.packed)
	assert.Equal(t, Digest(first), Digest(again))
	assert.Equal(t, []int64{5, 1}, []int64{again.Events, again.Late})
	require.Len(t, again.Bad, 1)
	assert.EqualError(t, again.Bad[0], first.Bad[0].Error())
	theCache(t, cache)

	for name, change := range map[string]func(*FolderOptions){
		"steps":   func(o *FolderOptions) { o.Steps = 2 },
		"bin":     func(o *FolderOptions) { o.BinMicros = 10 },
		"shape":   func(o *FolderOptions) { o.Shape.H = 13 },
		"channel": func(o *FolderOptions) { o.Shape.C = 1 },
		"reader":  func(o *FolderOptions) { o.Files = binFiles{"2"} },
		"no name": func(o *FolderOptions) { o.Files = nameless{} },
		"time": func(*FolderOptions) {
			require.NoError(t, os.Chtimes(filepath.Join(dir, "Train", "a", "1.bin"), time.Unix(1, 0), time.Unix(1, 0)))
		},
	} {
		reads = 0
		_, err := openFolder(t, dir, Train, func(o *FolderOptions) { cached(o); change(o) })
		require.NoError(t, err)
		assert.Equal(t, 4, reads, name)
	}
	write(t, filepath.Join(dir, "Train", "c", "1.bin"), encode(t, Event{}))
	reads = 0
	more, err := openFolder(t, dir, Train, cached)
	require.NoError(t, err)
	assert.Equal(t, 5, reads)
	assert.Equal(t, 4, more.Len())
	all, err := os.ReadDir(cache)
	require.NoError(t, err)
	assert.Len(t, all, 6, "those that became stale are gone, and without a name nothing is kept")
}

func TestFolderAugments(t *testing.T) {
	dir := camera(t, "Train/a/1.bin")
	plain, err := openFolder(t, dir, Train, nil)
	require.NoError(t, err)
	altered, err := openFolder(t, dir, Train, func(o *FolderOptions) { o.Drop = 1 })
	require.NoError(t, err)
	moved, err := openFolder(t, dir, Train, func(o *FolderOptions) { o.Shift = 30 })
	require.NoError(t, err)
	identity := func(d Dataset) string { return (&Loader{Data: d, Batch: 1, Augment: true}).Identity() }
	assert.NotEqual(t, identity(plain), identity(altered))
	assert.NotEqual(t, identity(plain), identity(moved))
	count := func(d Dataset) (n int) {
		for batch, err := range (&Loader{Data: d, Batch: 1, Augment: true}).Epoch(context.Background(), 0, 0) {
			require.NoError(t, err)
			n += batch[0].Train.Count()
		}
		return n
	}
	assert.Equal(t, []int{1, 0, 0}, []int{count(plain), count(altered), count(moved)})
}

func TestSurveyFolder(t *testing.T) {
	dir := camera(t, "Train/b/1.bin", "Train/a/1.bin", "Test/a/1.bin")
	write(t, filepath.Join(dir, "Test", "b", "2.bin"), encode(t, Event{X: 200, Y: 99, T: 100}, Event{T: 900}))
	bad := write(t, filepath.Join(dir, "Test", "b", "3.bin"), make([]byte, 3))
	write(t, filepath.Join(dir, SimulatedNote), nil)
	done := 0
	s, err := SurveyFolder(context.Background(), dir, binFiles{}, func(n, total int) {
		done++
		assert.Equal(t, []int{done, 5}, []int{n, total})
	})
	require.NoError(t, err)
	assert.Equal(t, 5, done)
	assert.Equal(t, 4, s.Recordings())
	assert.Equal(t, &FolderSurvey{
		Dir: dir, Simulated: true, Classes: []string{"a", "b"}, Rows: 100, Columns: 201, Events: 5, Longest: 800,
		Splits: []FolderSplit{{Train, []int{1, 1}}, {Test, []int{1, 1}}},
		Bad:    []BadFile{{Path: bad, Offset: 0, Reason: "expected an event of 5 bytes, got 3 bytes: the recording is cut in the middle of an event"}},
	}, s)
	set, err := openFolder(t, dir, Train, nil)
	require.NoError(t, err)
	assert.True(t, set.Info().Simulated)
	for _, rec := range []string{"Train/b/1.bin", "Train/a/1.bin", "Test/a/1.bin", "Test/b/2.bin"} {
		write(t, filepath.Join(dir, rec), nil)
	}
	s, err = SurveyFolder(context.Background(), dir, binFiles{}, nil)
	require.NoError(t, err)
	assert.Len(t, s.Bad, 5)
	assert.Zero(t, s.Recordings())
	_, err = SurveyFolder(context.Background(), t.TempDir(), binFiles{}, nil)
	assert.ErrorIs(t, err, ErrNoSplit)
}

// TestClassesNamedByLabel have no other names.
func TestClassesNamedByLabel(t *testing.T) {
	set, err := openFolder(t, camera(t, "Train/0/1.bin", "Train/1/1.bin"), Train, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"0", "1"}, set.Classes)
	assert.Nil(t, set.Info().Names)
	assert.Equal(t, "1", set.Info().ClassName(1))
}

// TestFolderByClock has two recordings that differ in nothing but when they begin.
func TestFolderByClock(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Train", "early", "1.bin"), encode(t, Event{T: 100}))
	write(t, filepath.Join(dir, "Train", "late", "1.bin"), encode(t, Event{T: 2100}))
	cache := t.TempDir()
	trains := func(byClock bool) (all []spikes.Train) {
		set, err := openFolder(t, dir, Train, func(o *FolderOptions) { o.ByClock, o.NoCache, o.CacheDir = byClock, false, cache })
		require.NoError(t, err)
		for i := range 2 {
			var s spikes.Sample
			require.NoError(t, set.Fill(i, &s, nil))
			all = append(all, s.Train)
		}
		return all
	}
	same := trains(false)
	assert.Equal(t, same[0], same[1])
	seen := trains(true) // not those of the cache
	assert.True(t, seen[0].Get(0, 0, 0, 0))
	assert.True(t, seen[1].Get(2, 0, 0, 0))
	assert.Equal(t, 1, seen[1].Count())
	o := folderOptions()
	o.ByClock = true
	var tr spikes.Train
	assert.Zero(t, o.Bin([]Event{{T: -5000}}, &tr))
	assert.True(t, tr.Get(0, 0, 0, 0), "before 0 µs")
	assert.Zero(t, o.Bin(nil, &tr))
}

// A sensor of today's cameras is binned as a small one is.
func TestFolderOfALargeSensor(t *testing.T) {
	o := folderOptions()
	o.Shape = spikes.Shape{H: 720, W: 1280, C: 2}
	require.NoError(t, o.Validate())
	var tr spikes.Train
	assert.Zero(t, o.Bin([]Event{{X: 1279, Y: 719, P: 1}, {X: 300, Y: 400, T: 1000}}, &tr))
	assert.Equal(t, 2, tr.Count())
	assert.True(t, tr.Get(0, 719, 1279, 1))
	assert.True(t, tr.Get(1, 400, 300, 0))
	p := NewPacked(o.Shape, o.Steps)
	p.Append(0, &tr)
	var s spikes.Sample
	require.NoError(t, p.Fill(0, &s))
	assert.Equal(t, tr.Bits, s.Train.Bits)

	// Once binned it comes from the cache.
	o.NoCache, o.CacheDir = false, t.TempDir()
	dir := camera(t, "Train/a/1.bin", "Test/a/1.bin")
	for _, reads := range []int{1, 0} {
		n := 0
		o.Progress = func(int, int) { n++ }
		set, err := OpenFolder(context.Background(), dir, Train, o)
		require.NoError(t, err)
		assert.Equal(t, 1, set.Len())
		assert.Equal(t, reads, n)
	}
}
