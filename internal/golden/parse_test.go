package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
		"pair":       {`{"kind":"pooling","kernel_size":[1,2,3]}`, "a number or a pair"},
		"loss":       {`{"kind":"network","network":{"tau_m":5,"tau_s":3,"loss":"?"}}`, `unknown loss "?"`},
		"case":       {`{"kind":"psp","cases":[{"n_steps":0}]}`, "case 0: tau_s 0 and n_steps 0"},
		"variant":    {`{"V1":{"I":[[1]],"dI_final":[[1,2]]}}`, "V1: dI_final: shape [1 2], want [1 1]"},
		"null":       {`{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":[[1,null]]}`, "null in place of a number"},
		"null data":  {`{"kind":"lif","params":{"tau_m":5,"tau_s":3},"input_current":{"shape":[1,2],"data":[1,null]}}`, "null in place of a number"},
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
