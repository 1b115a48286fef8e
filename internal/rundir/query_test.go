package rundir

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/metrics"
	"github.com/snnsim/snnsim/networks"
	"github.com/snnsim/snnsim/snn"
)

func someRuns() []Summary {
	return []Summary{
		{Dir: "runs/a", Status: Done, Network: "mnist_cnn.yaml", Dataset: "MNIST", Best: 0.98, Test: 0.97, Seconds: 30, BestEpoch: 4, Loss: 0.1, Epochs: 5, Seed: 3, Started: time.Unix(30, 0)},
		{Dir: "runs/b", Status: Unended, Network: "nmnist_sim.yaml", Dataset: "N-MNIST", Best: 0.91, Test: 0.9, Seconds: 10, BestEpoch: 2, Loss: 0.3, Epochs: 2, Seed: 3, Started: time.Unix(10, 0)},
		{Dir: "runs/c", Status: Done, Network: "mnist_cnn.yaml", Dataset: "MNIST", Best: 0.99, Test: 0.98, Seconds: 20, BestEpoch: 5, Loss: 0.2, Epochs: 5, Seed: 4, Started: time.Unix(20, 0)},
	}
}

func names(runs []Summary) string {
	s := ""
	for _, r := range runs {
		s += filepath.Base(r.Dir)
	}
	return s
}

func TestSort(t *testing.T) {
	for _, c := range []struct {
		by      string
		reverse bool
		want    string
	}{
		{"best", false, "cab"}, {"best", true, "bac"}, {"loss", false, "acb"}, {"started", false, "bca"},
		{"run", true, "cba"}, {"seed", false, "abc"}, {"epochs", false, "bac"}, {"network", false, "acb"},
	} {
		runs := someRuns()
		require.NoError(t, Sort(runs, c.by, c.reverse))
		assert.Equal(t, c.want, names(runs), "%v", c)
	}
	assert.ErrorContains(t, Sort(nil, "speed", false), `"speed": expected one of run, status`)
}

// A run that has no result yet has neither a low loss nor a low accuracy.
func TestRunsWithoutAResultComeLast(t *testing.T) {
	for _, by := range []string{"loss", "best", "test", "seconds"} {
		for _, reverse := range []bool{false, true} {
			runs := append([]Summary{{Dir: "runs/d", Status: Unended}}, someRuns()...)
			require.NoError(t, Sort(runs, by, reverse))
			assert.Equal(t, "d", names(runs[3:]), "%s %v", by, reverse)
		}
	}
	for _, filter := range []string{"loss<1", "best<0.99", "best!=0.5", "seconds>=0"} {
		f, err := ParseFilter(filter)
		require.NoError(t, err)
		assert.False(t, f.Match(&Summary{}), filter)
	}
}

func TestFilter(t *testing.T) {
	for _, c := range []struct{ filter, want string }{
		{"best>=0.98", "ac"}, {"best>0.98", "c"}, {"best<0.98", "b"}, {"best<=0.98", "ab"}, {"seed=3", "ab"}, {"seed!=3", "c"},
		{"network=mnist*", "ac"}, {"network!=mnist*", "b"}, {"status=done", "ac"}, {"run = b", "b"}, {"network=", ""},
		{"best>=98%", "ac"}, {"best<98 %", "b"}, {"network=mnist_cnn", "ac"}, {"network=nets/mnist_cnn.yml", "ac"}, {"network=mnist_cnn.yaml", "ac"}, {"dataset=NMNIST", "b"}, {"dataset!=n_mnist", "ac"}, {"dataset=N-M*", "b"}, {"dataset=[A-M]*", "ac"}, {"network=mnist_cnn.y*", "ac"},
	} {
		f, err := ParseFilter(c.filter)
		require.NoError(t, err, c.filter)
		var got []Summary
		for _, s := range someRuns() {
			if f.Match(&s) {
				got = append(got, s)
			}
		}
		assert.Equal(t, c.want, names(got), c.filter)
	}
	for filter, want := range map[string]string{
		"best":        "expected a condition",
		"=3":          "expected a condition",
		"best!3":      "expected one of != >= <= = > <",
		"speed>3":     `"speed": expected one of`,
		"network>x":   "knows = and != only",
		"network=[":   "syntax error in pattern",
		"best>ninety": "best is a number",
		"best>90":     "best is 0 to 1: expected such as 0.9, or 90%",
		"seed>90%":    "seed is a number",
	} {
		_, err := ParseFilter(filter)
		assert.ErrorContains(t, err, want, filter)
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"best>=0.9", "network!=a*", "a=b=c", "=", "seed<-1e309"} {
		f.Add(s)
	}
	runs := someRuns()
	f.Fuzz(func(t *testing.T, s string) {
		if filter, err := ParseFilter(s); err == nil {
			filter.Match(&runs[0])
		}
	})
}

// newTrainedRun makes a run with a network that comes with the program.
func newTrainedRun(t *testing.T, change func(*snn.Config), records func(*metrics.Writer)) string {
	text, err := networks.Read("nmnist_sim.yaml")
	require.NoError(t, err)
	cfg, err := snn.ParseConfig("nmnist_sim.yaml", text)
	require.NoError(t, err)
	change(&cfg)
	r, err := Create(filepath.Join(t.TempDir(), "run"))
	require.NoError(t, err)
	defer r.Close()
	env := &EnvironmentFile{Network: "nmnist_sim.yaml", Sessions: []Session{{Started: "2026-01-02T03:04:05Z"}}}
	require.NoError(t, r.Begin(cfg.Text(), env))
	w, err := metrics.NewWriter(r.Path(Metrics))
	require.NoError(t, err)
	records(w)
	require.NoError(t, w.Close())
	return r.Dir
}

func epochs(t *testing.T, accuracies ...float64) func(*metrics.Writer) {
	return func(w *metrics.Writer) {
		require.NoError(t, w.Start(&metrics.Start{Network: "x.yaml", Dataset: "nmnist-sim", Simulated: true, Seed: 8, Epochs: 7}))
		for i, a := range accuracies {
			require.NoError(t, w.Epoch(&metrics.Epoch{Epoch: i + 1, Step: 10 * (i + 1), TrainLoss: 1 - a, Test: &metrics.Result{Accuracy: a}}))
		}
	}
}

func TestSummaryOfARun(t *testing.T) {
	dir := newTrainedRun(t, func(*snn.Config) {}, epochs(t, 0.5, 0.9, 0.8))
	s := Summarize(dir)
	assert.Equal(t, Unended, s.Status)
	assert.Equal(t, []any{"x.yaml", uint64(8), 3, 7, 2, 0.9, 0.8, "test"}, []any{s.Network, s.Seed, s.Epochs, s.Of, s.BestEpoch, s.Best, s.Test, s.ChosenOn})
	assert.Equal(t, 2026, s.Started.Year())
	assert.Empty(t, s.Fault)

	r, err := Open(dir)
	require.NoError(t, err)
	assert.Equal(t, Running, Summarize(dir).Status)
	r.Close()

	w, err := metrics.NewWriter(filepath.Join(dir, Metrics))
	require.NoError(t, err)
	require.NoError(t, w.End(&metrics.End{Reason: metrics.ReasonEarlyStop, Weights: "abc", Test: &metrics.Result{Accuracy: 0.7}}))
	require.NoError(t, w.Close())
	s = Summarize(dir)
	assert.Equal(t, []any{Stopped, "abc", 0.7}, []any{s.Status, s.Weights, s.Test})

	require.NoError(t, os.WriteFile(filepath.Join(dir, Metrics), []byte("no record\n"), 0o644))
	s = Summarize(dir)
	assert.Equal(t, Unknown, s.Status)
	assert.Contains(t, s.Fault, "metrics.jsonl:1: record")
}

func TestListFindsRunsOnly(t *testing.T) {
	dir := t.TempDir()
	newRun(t, filepath.Join(dir, "b"))
	newRun(t, filepath.Join(dir, "a"))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "c"), 0o755))
	list, err := List(dir)
	require.NoError(t, err)
	assert.Equal(t, []string{filepath.Join(dir, "a"), filepath.Join(dir, "b")}, list)
	list, err = List(filepath.Join(dir, "a"))
	require.NoError(t, err)
	assert.Equal(t, []string{filepath.Join(dir, "a")}, list)
	_, err = List(filepath.Join(dir, "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestCompareShowsWhatDiffers(t *testing.T) {
	none := func(*metrics.Writer) {}
	a := newTrainedRun(t, func(*snn.Config) {}, none)
	b := newTrainedRun(t, func(c *snn.Config) { c.Network.LR, c.Layers[0].Threshold = 0.25, 2 }, none)
	c := newTrainedRun(t, func(c *snn.Config) { c.Data.Shift = 3 }, none)
	diffs, err := Compare([]string{a, b, c})
	require.NoError(t, err)
	byName := map[string][]string{}
	for _, d := range diffs {
		byName[d.Setting] = d.Values
	}
	assert.Len(t, diffs, 3)
	assert.Equal(t, "0.25", byName["Network.lr"][1])
	assert.Equal(t, byName["Network.lr"][0], byName["Network.lr"][2])
	assert.Equal(t, "3", byName["Data.shift"][2])
	assert.Equal(t, []string{"1", "2", "1"}, byName["Layers.conv_1.threshold"])
	same, err := Compare([]string{a, a})
	require.NoError(t, err)
	assert.Empty(t, same)
}

func TestRemoveTakesRunsOnly(t *testing.T) {
	base := t.TempDir()
	run := newRun(t, filepath.Join(base, "run"))
	require.NoError(t, os.MkdirAll(filepath.Join(run, "figures"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(run, "figures", "a.svg"), []byte("1234"), 0o644))
	link := filepath.Join(base, "link")
	require.NoError(t, os.Symlink(run, link))
	for _, l := range []string{link, link + "/"} {
		assert.ErrorContains(t, Remove(l), "is a link")
	}
	assert.ErrorIs(t, Remove(base), ErrNoRun)
	held, err := Open(run)
	require.NoError(t, err)
	assert.ErrorIs(t, Remove(run), ErrLocked)
	held.Close()
	files, bytes, err := Size(run)
	require.NoError(t, err)
	assert.Equal(t, 4, files)
	assert.Greater(t, bytes, int64(100))
	t.Chdir(run)
	require.NoError(t, Remove("."))
	assert.NoDirExists(t, run)
}

// What others have put into a run's folder stays there.
func TestRemoveLeavesWhatIsNotTheRuns(t *testing.T) {
	run := newRun(t, filepath.Join(t.TempDir(), "run"))
	for _, name := range []string{"thesis.tex", "last.safetensors", "events.out.tfevents.1", Report} {
		require.NoError(t, os.WriteFile(filepath.Join(run, name), []byte("x"), 0o644))
	}
	require.NoError(t, os.Mkdir(filepath.Join(run, "notes"), 0o755))
	foreign, err := Foreign(run)
	require.NoError(t, err)
	assert.Equal(t, []string{"notes", "thesis.tex"}, foreign)
	require.NoError(t, Remove(run))
	list, err := os.ReadDir(run)
	require.NoError(t, err)
	assert.Len(t, list, 2)
	assert.ErrorIs(t, Check(run), ErrNoRun)
}

func TestMeansOfRunsThatDifferInTheirSeed(t *testing.T) {
	end := func(accuracies ...float64) func(*metrics.Writer) {
		return func(w *metrics.Writer) {
			epochs(t, accuracies...)(w)
			mean := &metrics.Mean{From: 1, To: 2, Test: &metrics.Result{Accuracy: accuracies[0] / 2}}
			require.NoError(t, w.End(&metrics.End{Reason: metrics.ReasonEpochs, Average: mean}))
		}
	}
	seed := func(n uint64) func(*snn.Config) {
		return func(c *snn.Config) { c.Network.Seed, c.Network.DataPath = n, fmt.Sprint("place ", n) }
	}
	a := newTrainedRun(t, seed(2), end(0.5, 0.9, 0.8))
	b := newTrainedRun(t, seed(1), end(0.7, 0.8, 0.6))
	other := newTrainedRun(t, func(c *snn.Config) { c.Network.LR = 0.25 }, end(0.4, 0.3))
	going := newTrainedRun(t, seed(3), epochs(t, 0.5))
	twice := newTrainedRun(t, seed(2), end(0.6, 0.7))
	broken := newTrainedRun(t, seed(4), end(0.6, 0.7))
	require.NoError(t, os.WriteFile(filepath.Join(broken, Config), []byte("Network: 7"), 0o644))
	means, left := MeansOf([]string{a, other, b, going, twice, broken})
	require.Len(t, means, 2)
	require.Len(t, left, 3)
	assert.Equal(t, Left{going, "it has not ended, or has no accuracy"}, left[0])
	assert.Equal(t, Left{twice, "it has the seed of " + a}, left[1])
	assert.Equal(t, broken, left[2].Dir)
	m := means[0]
	assert.Equal(t, []string{b, a}, m.Runs)
	assert.Equal(t, []uint64{1, 2}, m.Seeds)
	assert.InDelta(t, 0.85, m.Best.Mean, 1e-12)
	assert.InDelta(t, 0.05*math.Sqrt2, m.Best.Deviation, 1e-12)
	assert.InDelta(t, 0.7, m.Test.Mean, 1e-12)
	assert.InDelta(t, 0.3, m.Average.Mean, 1e-12)
	assert.Equal(t, Spread{Mean: 0.4}, means[1].Best, "a single run has no deviation")
	assert.Empty(t, m.Data)

	// Recordings of a camera of one's own are told apart by their folder.
	own := func(seed uint64, dir string) string {
		return newTrainedRun(t, func(c *snn.Config) {
			c.Network.Seed, c.Network.Dataset, c.Network.Input, c.Network.DataPath = seed, "events", []int{2, 8, 10}, dir
		}, end(0.5, 0.6))
	}
	means, left = MeansOf([]string{own(1, "/a"), own(2, "/b"), own(3, "/a")})
	require.Empty(t, left)
	require.Len(t, means, 2)
	assert.Equal(t, []string{"/a", "/b"}, []string{means[0].Data, means[1].Data})
	assert.Equal(t, []uint64{1, 3}, means[0].Seeds)
}
