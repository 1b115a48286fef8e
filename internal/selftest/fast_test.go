package selftest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/golden"
	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/oracle"
)

// TestGolden runs every golden file on every back end.
func TestGolden(t *testing.T) {
	root := filepath.Join("..", "golden", "testdata")
	var files []string
	require.NoError(t, filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".json" && filepath.Base(filepath.Dir(path)) != "fuzz" {
			files = append(files, path)
		}
		return err
	}))
	require.NotEmpty(t, files)
	for _, path := range files {
		f, err := golden.Load(path)
		require.NoError(t, err)
		for _, k := range kernel.Available() {
			r := golden.Check(f, Fast{k})
			require.True(t, r.OK(), "%v", r)
			require.Empty(t, r.Skipped(), "%s: %s", path, k.Name)
		}
	}
}

// The bound of 1/δu is a setting, so cases with another one are not skipped.
func TestOtherSlopeClamp(t *testing.T) {
	f, err := golden.Load(filepath.Join("..", "golden", "testdata", "lif_random_T30.json"))
	require.NoError(t, err)
	changed := 0
	for _, c := range f.LIF {
		rule := oracle.DefaultRule()
		released, err := golden.Oracle{}.LIF(c.Neuron, rule, c.Current, c.GradPSC)
		require.NoError(t, err)
		for _, bound := range []float64{0.7, 8, 10} {
			rule.MaxInverseStep = bound
			want, err := golden.Oracle{}.LIF(c.Neuron, rule, c.Current, c.GradPSC)
			require.NoError(t, err)
			for _, k := range kernel.Available() {
				got, err := Fast{k}.LIF(c.Neuron, rule, c.Current, c.GradPSC)
				require.NoError(t, err)
				for i := range want.GradCurrent {
					require.InDeltaSlice(t, want.GradCurrent[i], got.GradCurrent[i], 1e-4, "neuron %d, bound %v, %s", i, bound, k.Name)
				}
			}
			if !assert.ObjectsAreEqual(want.GradCurrent, released.GradCurrent) {
				changed++
			}
		}
	}
	require.Positive(t, changed, "cases that the bound changes")
}

// TestBuiltin runs the golden files that come with the program, each back end
// for itself.
func TestBuiltin(t *testing.T) {
	files, err := golden.Builtin()
	require.NoError(t, err)
	for _, k := range kernel.Available() {
		t.Run("impl="+k.Name, func(t *testing.T) {
			for _, f := range files {
				r := golden.Check(f, Fast{k})
				require.True(t, r.OK(), "%v", r)
				require.Empty(t, r.Skipped(), "%s: %s", f.Name, k.Name)
			}
		})
	}
}

// TestARuleThatIsNotOffered: the neurons are compared all the same.
func TestARuleThatIsNotOffered(t *testing.T) {
	f, err := golden.Parse("x.json", []byte(`{"kind":"lif","params":{"tau_m":5,"tau_s":3,"threshold":1,"surrogate_a":0.3},
		"input_current":[[1.5,0.5]],"grad_psc":[[1,1]],"spikes":[[1,0]],"grad_input_current":[[0.4,0.1]]}`))
	require.NoError(t, err)
	r := golden.Check(f, Fast{K: kernel.Available()[0]})
	assert.True(t, r.OK(), r.String())
	assert.Equal(t, 2, r.Total().Compared)
	require.Len(t, r.Skipped(), 1)
	assert.Equal(t, "grad_input_current", r.Skipped()[0].Name)

	// A threshold of the warm-up that was rounded to float32 is the same.
	_, err = ruleOf(oracle.Neuron{TauS: 3}, oracle.Rule{WarmUp: oracle.PerNeuron, WarmUpPSC: 0.083333336, SurrogateWidth: oracle.DefaultRule().SurrogateWidth, MaxExponent: oracle.DefaultRule().MaxExponent})
	assert.NoError(t, err)
}

// A PSC that is exactly at the bound of the warm-up, 1/(4 τ_s), is not below it: a lone
// spike's is there after two steps if τ_s is 2.
func TestWarmUpBoundIsStrict(t *testing.T) {
	n := oracle.Neuron{TauM: 4, TauS: 2, Threshold: 1}
	const neurons, steps = 70, 5 // more than a register, and a tail
	current, grad := make([][]float64, neurons), make([][]float64, neurons)
	for i := range current {
		current[i], grad[i] = make([]float64, steps), []float64{0.5, 0.25, 1, 0.25, 0.5}
		current[i][0] = 2
	}
	check := func(name string, r golden.LIFResult) {
		for i := range neurons {
			require.Equal(t, []float64{1, 0, 0, 0, 0}, r.Spikes[i], name)
			require.Equal(t, []float64{0.5, 0.25, 0.125, 0.0625, 0.03125}, r.PSC[i], name)
			require.Zero(t, r.GradCurrent[i][2], "%s, neuron %d: at the bound, without a later spike", name, i)
			require.NotZero(t, r.GradCurrent[i][3], "%s, neuron %d: below the bound", name, i)
		}
	}
	want, err := golden.Oracle{}.LIF(n, oracle.DefaultRule(), current, grad)
	require.NoError(t, err)
	check("oracle", want)
	for _, k := range kernel.Available() {
		got, err := Fast{k}.LIF(n, oracle.DefaultRule(), current, grad)
		require.NoError(t, err)
		check(k.Name, got)
		for i := range neurons {
			require.InDeltaSlice(t, want.GradCurrent[i], got.GradCurrent[i], 1e-5)
		}
	}
}
