package golden

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/oracle"
)

const tinyNetwork = `{"kind":"network","network":{"tau_m":5,"tau_s":3,"n_steps":2,"loss":"count"},
 "layers":{"drop":{"type":"dropout","p":0},"c":{"type":"conv","kernel_size":[1,2],"stride":[1,2],"dilation":1,"padding":[0,1],"groups":2,"tau_m":7,"note":"?"},
  "p":{"type":"pooling","kernel_size":[1,2],"stride":1},"out":{"type":"linear","threshold":2}},
 "labels":[1],"input":{"shape":[1,2,1,2,2],"data":[1,1,0,1,0,0,1,1]},
 "weights_initial":{"c":[[[[1,2]]],[[[3,4]]]],"out":[[1,1],[1,-1]]},"more":{"of":"it"}}`

func TestParseNetworkDefaults(t *testing.T) {
	f, err := Parse("tiny.json", []byte(tinyNetwork))
	require.NoError(t, err)
	n := f.Networks[0].Network
	require.Len(t, n.Layers, 4)
	assert.Equal(t, "drop", n.Layers[0].Name, "order of the file")
	assert.Equal(t, [2]int{0, 1}, n.Layers[1].Conv.Padding)
	assert.Equal(t, 2, n.Layers[1].Conv.Groups)
	assert.Equal(t, 7.0, n.Layers[1].Neuron.TauM)
	assert.Equal(t, 1.0, n.Layers[1].Neuron.Threshold)
	assert.Equal(t, 1.1, n.Layers[2].Pooling.Theta)
	assert.Equal(t, [2]int{1, 1}, n.Layers[2].Pooling.Stride)
	assert.Equal(t, 2.0, n.Layers[3].Neuron.Threshold)
	assert.False(t, Check(f, Oracle{}).OK(), "nothing to compare is no success")
}

func TestParseErrors(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":      {``, "unexpected end"},
		"cut":        {`{"kind":"lif"`, "byte 13 of 13"},
		"list":       {`[]`, "cannot unmarshal array"},
		"kind":       {`{"kind":"spin"}`, `unknown kind "spin"`},
		"no kind":    {`{"remark":"hello"}`, "neither a kind"},
		"data":       {`{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":{"shape":[1,3],"data":[1,2]}}`, "shape [1 3] holds 2 numbers, want 3"},
		"huge":       {`{"kind":"lif","input_current":{"shape":[99999999999,99999999999],"data":[]}}`, "at most"},
		"negative":   {`{"kind":"lif","input_current":{"shape":[-1,-1],"data":[1]}}`, "at least 0"},
		"ragged":     {`{"kind":"lif","input_current":[[1,2],[3]]}`, "unequal"},
		"mixed":      {`{"kind":"lif","input_current":[[1],2]}`, "mixes"},
		"missing":    {`{"kind":"lif","params":{"tau_m":5,"tau_s":3}}`, "input_current is missing"},
		"tau":        {`{"kind":"lif","params":{"tau_m":0,"tau_s":3},"input_current":[[1]]}`, "tau_m 0"},
		"steps":      {`{"kind":"lif","params":{"tau_m":5,"tau_s":3,"n_steps":2},"input_current":[[1]]}`, "n_steps is 2"},
		"shapes":     {`{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":[[1]],"psc":[[1,2]]}`, "psc: shape [1 2], want [1 1]"},
		"window":     {`{"kind":"pooling","kernel_size":3,"input":{"shape":[1,1,2,2,1],"data":[1,2,3,4]}}`, "does not fit"},
		"stride":     {`{"kind":"pooling","kernel_size":[0,1],"input":{"shape":[1,1,2,2,1],"data":[1,2,3,4]}}`, "kernel 0"},
		"padding":    {`{"kind":"pooling","kernel_size":1,"padding":9999999,"input":{"shape":[1,1,2,2,1],"data":[1,2,3,4]}}`, "at most"},
		"no output":  {`{"kind":"pooling","kernel_size":1,"input":{"shape":[1,1,2,2,1],"data":[1,2,3,4]}}`, "neither output"},
		"no pair":    {`{"kind":"pooling","kernel_size":{"shape":[0],"data":[]}}`, "a number or a pair"},
		"place":      {`{"kind":"network","weights_initial":{"a":[[1]],"b":{"shape":[2,3],"data":[1]}}}`, "weights_initial.b: tensor of shape [2 3] holds 1 numbers"},
		"lif place":  {`{"kind":"lif","psc":[[1,null]]}`, "psc: null in place of a number"},
		"pair":       {`{"kind":"pooling","kernel_size":[1,2,3]}`, "a number or a pair"},
		"loss":       {`{"kind":"network","network":{"tau_m":5,"tau_s":3,"loss":"?"}}`, `unknown loss "?"`},
		"case":       {`{"kind":"psp","cases":[{"n_steps":0}]}`, "case 0: tau_s 0 and n_steps 0"},
		"variant":    {`{"V1":{"I":[[1]],"dI_final":[[1,2]]}}`, "V1: dI_final: shape [1 2], want [1 1]"},
		"null":       {`{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":[[1,null]]}`, "null in place of a number"},
		"null data":  {`{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":{"shape":[1,2],"data":[1,null]}}`, "null in place of a number"},
		"key":        {`{"V1":{"I":[[1]],"u":[[1],[2,3]]}}`, "V1: u: list of lists of unequal length"},
		"no base":    {`{"V1":{"I":[[1]],"G":[[1]]},"V3_count":{"desired":1,"undesired":0}}`, "V3_count: a variant under the count loss"},
		"variantnet": {`{"V3":{"W1":[[1]],"X":[[1],[2]],"input_psc":[1]}}`, "V3: label 1 of 1 classes"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.json", []byte(c.text))
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, "golden: x.json: ")
		})
	}
}

func TestDropoutIsNotComparable(t *testing.T) {
	text := `{"kind":"network","network":{"tau_m":5,"tau_s":3,"loss":"count"},"layers":{"d":{"type":"dropout","p":0.2}}}`
	_, err := Parse("x.json", []byte(text))
	require.ErrorIs(t, err, ErrNotComparable)
	assert.ErrorContains(t, err, "layer d")
}

func TestLoadNamesMissingFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "none.json")
}

// FuzzParse asks for no panic, in parsing, nor in running what parsed.
func FuzzParse(f *testing.F) {
	f.Add([]byte(tinyNetwork))
	f.Add([]byte(`{"V3":{"W1":[[1],[2]],"W2":[[1,1],[0,1]],"X":[[1],[2]],"input_psc":[1,1],"target_psc":[0,1]},"V3_count":{"desired":1,"undesired":0,"delta":[[0,0],[0,0]]}}`))
	f.Add([]byte(`{"V1":{"I":[[1]],"G":[[1]],"s":[[0]],"dI_final":[[1]]}}`))
	f.Add([]byte(`{"kind":"pooling","cases":[{"kernel_size":2,"input":{"shape":[1,1,2,2,1],"data":[1,2,3,4]},"output":{"shape":[1,1,1,1,1],"data":[11]}}]}`))
	f.Add([]byte(`{"kind":"psp","cases":[{"n_steps":2,"tau_s":3,"real_input":[[1,2]],"psp_of_real_input":[[0.3,1]],"kernel_target_pattern":[0,1]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse("fuzz", text)
		if err != nil {
			assert.Nil(t, file)
			return
		}
		if cost(file) < 1<<16 {
			_ = Check(file, Oracle{}).String()
		}
	})
}

// cost estimates the work of checking a file.
func cost(f *File) int {
	sum := 0
	for _, c := range f.PSP {
		sum += c.Steps
	}
	for _, c := range f.Pooling {
		sum += len(c.GradOutput.Data) * min(1<<16, c.Pooling.Kernel[0]) * min(1<<16, c.Pooling.Kernel[1])
	}
	for _, c := range f.Networks {
		for i, s := range c.shapes {
			fan := 1
			switch l := c.Network.Layers[i]; {
			case l.Spiking():
				fan = len(l.Weights)
			case l.Pooling.Kernel[0] > 0:
				fan = min(1<<16, l.Pooling.Kernel[0]) * min(1<<16, l.Pooling.Kernel[1])
			}
			sum += c.Input.N * c.Input.T * s[0] * s[1] * s[2] * fan * (1 + c.Steps)
		}
	}
	return sum
}

// TestCountVariantOfANameWithUnderscores finds the longest name of a network.
func TestCountVariantOfANameWithUnderscores(t *testing.T) {
	const net = `{"W1":[[1],[2]],"X":[[1],[2]],"input_psc":[1,1]}`
	f, err := Parse("x.json", []byte(`{"a":`+net+`,"a_b":`+strings.Replace(net, "[2]]", "[3]]", 1)+`,"a_b_count":{"desired":1,"undesired":0,"delta":[[0,0],[0,0]]}}`))
	require.NoError(t, err)
	require.Len(t, f.Networks, 3)
	assert.Equal(t, []float64{1, 3}, f.Networks[2].Network.Layers[0].Weights)
}

// TestFewerLossesThanSteps is a file whose weights are of a later step than the
// last loss.
func TestFewerLossesThanSteps(t *testing.T) {
	f, err := Parse("x.json", []byte(tinyNetwork))
	require.NoError(t, err)
	c := f.Networks[0]
	c.Steps = 3
	got, err := Oracle{}.Network(&c)
	require.NoError(t, err)
	text := strings.Replace(tinyNetwork, `"more":`, fmt.Sprintf(`"optimizer":{"lr":0.01},"losses_of_the_steps":[%v],"weights_after_3_steps":{},"more":`, got[StepLosses][0]), 1)
	f, err = Parse("x.json", []byte(text))
	require.NoError(t, err)
	assert.True(t, Check(f, Oracle{}).OK(), Check(f, Oracle{}).String())
}

// TestNothingIsPassedOverInSilence: what a table of variants holds and is not known
// is listed, and a case that compares nothing fails.
func TestNothingIsPassedOverInSilence(t *testing.T) {
	f, err := Parse("x.json", []byte(`{"about":"five neurons","rate":0.1,"meta":"by hand",
		"V1":{"I":[[1,2]],"s":[[0,1]],"dI_no_leak":[[1,2]],"note":"x","steps":2},
		"V4":{"what":{"shape":[3],"data":[1,2,3]},"more":{"deep":[[1],[2]]}},"V5":[[1,2],[3,4]]}`))
	require.NoError(t, err)
	assert.Equal(t, []Unread{{"V1", "dI_no_leak", 2}, {"V4", "more", 2}, {"V4", "what", 3}, {"V5", "", 4}}, f.Unread)
	r := Check(f, Oracle{})
	require.True(t, r.OK(), r.String())
	assert.Equal(t, 11, r.Total().Left)
	assert.Len(t, r.Skipped(), 4)
	assert.Contains(t, r.String(), "V4           what                                 skipped")

	f, err = Parse("x.json", []byte(`{"kind":"psp","cases":[{"n_steps":2,"tau_s":3,"kernel_target_pattern":[0,1]},{"n_steps":2,"tau_s":3,"input":[[1,2]],"psp":[[0.3,1]]}]}`))
	require.NoError(t, err)
	r = Check(f, Oracle{})
	require.Len(t, r.Failures(), 1)
	assert.Contains(t, r.Failures()[0].String(), "psp 1")

	for key, layer := range map[string]string{
		"forward": `{}`, "grad_current": `[[1]]`, "grad_weights_unclipped": `[[1]]`, "grad_weights_clipped": `[[1]]`, "weights_after_1_step": `[[1]]`,
	} {
		_, err = Parse("x.json", []byte(strings.Replace(tinyNetwork, `"more":`, `"`+key+`":{"outptu":`+layer+`},"more":`, 1)))
		assert.ErrorContains(t, err, key+": outptu is no layer of the network")
	}
}

// TestKeysAreExact: the specification calls the clamped slope g.
func TestKeysAreExact(t *testing.T) {
	f, err := Parse("x.json", []byte(`{"V1":{"I":[[1]],"G":[[1]],"dI_final":[[1]],"g":[[9]],"i":[[7]]}}`))
	require.NoError(t, err)
	assert.Equal(t, [][]float64{{1}}, f.LIF[0].GradPSC)
	assert.Equal(t, [][]float64{{1}}, f.LIF[0].Current)
	assert.Len(t, f.Unread, 2)
}

// TestCountVariants have gradients and spikes too, and weights of their own if
// they like.
func TestCountVariants(t *testing.T) {
	const net = `"W1":[[1],[2]],"X":[[1],[2]],"input_psc":[1,1]`
	f, err := Parse("x.json", []byte(`{"V3":{`+net+`},"V3_count":{"desired":1,"undesired":0,"gW1":[[0],[0]],"gnorm":0,"spikes1":[[[0,0],[0,0]],[[0,0],[0,0]]],"delta":[[0,0],[0,0]]},
		"V6":{`+net+`,"desired":2,"undesired":1,"out_sum":[[0,0],[0,0]]}}`))
	require.NoError(t, err)
	require.Len(t, f.Networks, 3)
	count := f.Networks[1]
	for _, key := range []string{GradWeights("layer_1"), GradNorm, Spikes("layer_1"), GradOutputPSC} {
		assert.Contains(t, count.Want, key)
	}
	own := f.Networks[2]
	assert.Equal(t, oracle.Count, own.Network.Loss.Kind)
	assert.EqualValues(t, 2, own.Network.Loss.Desired)
	assert.Contains(t, own.Want, OutputPSCSum)
	assert.Empty(t, f.Unread)
}

// TestBoundsThatAreNull are none; absent ones are the released code's.
func TestBoundsThatAreNull(t *testing.T) {
	for text, want := range map[string][2]float64{
		`{}`: {1, 4}, `{"grad_clip_global_norm":null,"weight_clip":null}`: {0, 0}, `{"grad_clip_global_norm":2,"weight_clip":3}`: {2, 3},
	} {
		var raw rawOptimizer
		require.NoError(t, json.Unmarshal([]byte(text), &raw))
		o := raw.adamW()
		assert.Equal(t, want, [2]float64{o.ClipNorm, o.WeightClamp}, text)
	}
}

// TestFilesOfFloat32 are compared as roughly as they were computed.
func TestFilesOfFloat32(t *testing.T) {
	for dtype, ok := range map[string]bool{"float32": true, "float64": false} {
		f, err := Parse("x.json", []byte(`{"kind":"psp","meta":{"dtype":"`+dtype+`"},"cases":[{"n_steps":2,"tau_s":3,"real_input":[[1,2]],"psp_of_real_input":[[0.33333334,0.8888889]]}]}`))
		require.NoError(t, err)
		assert.Equal(t, ok, Check(f, Oracle{}).OK(), dtype)
	}
}
