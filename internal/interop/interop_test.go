package interop

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/npy"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

// network makes a small network for events of h rows and w columns: its
// weights are multiples of 1/8, so that sums do not depend on their order.
func network(t *testing.T, h, w int, seed uint64) *snn.Network {
	t.Helper()
	conv, pool, out := snn.DefaultLayer("conv_1", snn.TypeConv), snn.DefaultLayer("pooling_1", snn.TypePooling), snn.DefaultLayer("output", snn.TypeLinear)
	conv.InChannels, conv.OutChannels, conv.Kernel, conv.Padding = 2, 3, [2]int{3, 3}, [2]int{1, 1}
	pool.Kernel, pool.Stride, pool.Theta = [2]int{2, 2}, [2]int{2, 2}, 1
	out.Inputs, out.Outputs = 3*(h/2)*(w/2), 10
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{conv, pool, out}
	cfg.Network.Steps, cfg.Network.Classes, cfg.Network.Loss, cfg.Network.DesiredCount = 6, 10, "count", 4
	net, err := snn.New(cfg, spikes.Shape{H: h, W: w, C: 2}, nil)
	require.NoError(t, err)
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, s := range net.Stages {
		for i := range s.Conn.Weight().Data {
			s.Conn.Weight().Data[i] = float32(rng.IntN(9)-3) / 8
		}
	}
	return net
}

// run returns how the network decides on batch, and its spikes by layer.
func run(t *testing.T, net *snn.Network, batch spikes.Batch) ([]tsslbp.Decision, []int64) {
	t.Helper()
	e := tsslbp.NewEngine(net, tsslbp.Options{Loss: &tsslbp.CountLoss{Desired: 4}, Batch: len(batch), Threads: 1})
	defer e.Close()
	net.Prepare(false)
	d := make([]tsslbp.Decision, len(batch))
	s, err := e.Infer(batch, d)
	require.NoError(t, err)
	return d, s.Spikes
}

// TestXFirst shows the same pictures to a network, and, with x as the first
// axis, to one with its exported weights.
func TestXFirst(t *testing.T) {
	const h, w = 6, 8
	rng := rand.New(rand.NewPCG(5, 5))
	batch, swapped := make(spikes.Batch, 4), make(spikes.Batch, 4)
	for i := range batch {
		batch[i].Train.Resize(spikes.Shape{H: h, W: w, C: 2}, 6)
		swapped[i].Train.Resize(spikes.Shape{H: w, W: h, C: 2}, 6)
		for range 90 {
			s, y, x, c := rng.IntN(6), rng.IntN(h), rng.IntN(w), rng.IntN(2)
			batch[i].Train.Set(s, y, x, c)
			swapped[i].Train.Set(s, x, y, c)
		}
	}
	net, other := network(t, h, w, 1), network(t, w, h, 2)
	ts, err := Weights(net, true)
	require.NoError(t, err)
	_, err = Assign(other, ts, false)
	require.NoError(t, err)
	want, spikesWant := run(t, net, batch)
	got, spikesGot := run(t, other, swapped)
	assert.Equal(t, want, got)
	assert.Equal(t, spikesWant, spikesGot)
	assert.NotZero(t, spikesWant[1])

	// And back.
	back := network(t, h, w, 3)
	_, err = Assign(back, other.FieldTensors(), true)
	require.NoError(t, err)
	assert.Equal(t, net.WeightsHash(), back.WeightsHash())
}

// TestFieldOrder reads a file in the field's order that was made without the
// program's own order: every weight says where it belongs.
func TestFieldOrder(t *testing.T) {
	net := network(t, 4, 6, 1)
	conv := snn.Tensor{Name: "conv_1.weight", Shape: []int{3, 2, 3, 3}}
	for o := range 3 {
		for in := range 2 {
			for ky := range 3 {
				for kx := range 3 {
					conv.Data = append(conv.Data, float32(1000*o+100*in+10*ky+kx))
				}
			}
		}
	}
	out := snn.Tensor{Name: "output.weight", Shape: []int{10, 3 * 2 * 3}}
	for o := range 10 {
		for c := range 3 {
			for y := range 2 {
				for x := range 3 {
					out.Data = append(out.Data, float32(1000*o+100*c+10*y+x))
				}
			}
		}
	}
	r, err := Assign(net, []snn.Tensor{out, conv}, false)
	require.NoError(t, err)
	assert.Equal(t, ByName, r.By)
	w := net.Stages[0].Conn.Weight() // [ky][kx][in][out]
	assert.EqualValues(t, 2000+100+10*0+2, w.Data[((0*3+2)*2+1)*3+2])
	w = net.Stages[1].Conn.Weight() // [row column channel][out]
	assert.EqualValues(t, 7000+200+10+0, w.Data[((1*3+0)*3+2)*10+7])
}

func TestExportedFilesAreReadAgain(t *testing.T) {
	net := network(t, 4, 4, 1)
	ts, err := Weights(net, false)
	require.NoError(t, err)
	npz, err := NPZ(ts)
	require.NoError(t, err)
	st, err := Safetensors(ts, map[string]string{"format": "pt"})
	require.NoError(t, err)
	for name, b := range map[string][]byte{"a.npz": npz, "a.safetensors": st} {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, b, 0o644))
		file, err := Read(path)
		require.NoError(t, err, name)
		other := network(t, 4, 4, 2)
		require.NotEqual(t, net.WeightsHash(), other.WeightsHash())
		r, err := Assign(other, file.Tensors, false)
		require.NoError(t, err, name)
		assert.Equal(t, net.WeightsHash(), other.WeightsHash(), name)
		assert.Equal(t, ByName, r.By)
	}
	text, err := CSV(ts)
	require.NoError(t, err)
	lines := strings.Split(string(text), "\n")
	assert.Equal(t, "tensor,out,in,ky,kx,value", lines[0])
	assert.Equal(t, fmt.Sprintf("conv_1.weight,0,0,0,1,%v", ts[0].Data[1]), lines[2])
	assert.Equal(t, fmt.Sprintf("output.weight,9,11,,,%v", ts[1].Data[119]), lines[len(lines)-2])
	assert.Len(t, lines, 1+3*2*9+10*12+1)
}

// released makes tensors as the released code has them, in another order.
func released(net *snn.Network) []snn.Tensor {
	ts := net.FieldTensors()
	ts[0].Name, ts[1].Name = "my_parameters.0", "my_parameters.10"
	ts[0].Shape = append(ts[0].Shape, 1) // time
	return []snn.Tensor{ts[1], ts[0]}
}

func TestReleasedCode(t *testing.T) {
	net, other := network(t, 4, 4, 1), network(t, 4, 4, 2)
	ts := released(net)
	assert.True(t, FromRelease(ts))
	assert.False(t, FromRelease(net.FieldTensors()))
	assert.False(t, FromRelease(nil))
	r, err := Assign(other, ts, false)
	require.NoError(t, err)
	assert.Equal(t, ByRelease, r.By)
	assert.Equal(t, []Assignment{
		{From: "my_parameters.0", To: "conv_1.weight", Shape: []int{3, 2, 3, 3, 1}},
		{From: "my_parameters.10", To: "output.weight", Shape: []int{10, 12}},
	}, r.Assignments)
	assert.Equal(t, net.WeightsHash(), other.WeightsHash())
}

// TestPyTorchFile reads what PyTorch wrote (internal/pth) into its network.
func TestPyTorchFile(t *testing.T) {
	conv, out := snn.DefaultLayer("conv_1", snn.TypeConv), snn.DefaultLayer("output", snn.TypeLinear)
	conv.InChannels, conv.OutChannels, conv.Kernel = 2, 3, [2]int{5, 5}
	out.Inputs, out.Outputs = 27, 10
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{conv, out}
	net, err := snn.New(cfg, spikes.Shape{H: 7, W: 7, C: 2}, nil)
	require.NoError(t, err)
	file, err := Read(filepath.Join("..", "pth", "testdata", "tsslbp.pth"))
	require.NoError(t, err)
	ts := file.Tensors
	_, err = Assign(net, ts, false)
	require.NoError(t, err)
	// Weight (out 2, in 1, ky 3, kx 4) is the last but five of 150, by 1/8 each.
	assert.EqualValues(t, float32(((2*2+1)*5+3)*5+4)/8, net.Stages[0].Conn.Weight().Data[((3*5+4)*2+1)*3+2])
	_, err = Assign(net, ts, true)
	require.NoError(t, err)
	assert.EqualValues(t, float32(((2*2+1)*5+4)*5+3)/8, net.Stages[0].Conn.Weight().Data[((3*5+4)*2+1)*3+2])
}

func TestAssignByOrderAndBias(t *testing.T) {
	net, other := network(t, 4, 4, 1), network(t, 4, 4, 2)
	ts := net.FieldTensors()
	ts[0].Name, ts[1].Name = "features.0.weight", "classifier.weight"
	zero := snn.Tensor{Name: "features.0.bias", Shape: []int{3}, Data: make([]float32, 3)}
	r, err := Assign(other, []snn.Tensor{ts[0], zero, ts[1]}, false)
	require.NoError(t, err)
	assert.Equal(t, ByOrder, r.By)
	assert.Contains(t, strings.Join(r.Notes, "\n"), "features.0.bias is left out")
	assert.Equal(t, net.WeightsHash(), other.WeightsHash())
	r, err = Assign(other, append(net.FieldTensors(), snn.Tensor{Name: "adamw.m"}), false)
	require.NoError(t, err)
	assert.Contains(t, r.Notes, "not used: adamw.m")
	for _, name := range []string{"lif1.threshold", "bn.running_mean", "beta"} {
		constant := snn.Tensor{Name: name, Shape: []int{1}, Data: []float32{0.5}}
		_, err = Assign(other, append(net.FieldTensors(), constant), false)
		require.ErrorContains(t, err, "tensor "+name+": neurons take their constants from the network file")
		_, err = Assign(other, []snn.Tensor{ts[0], constant, ts[1]}, false)
		require.ErrorContains(t, err, "tensor "+name+": neurons", "by order too")
	}
	scale := snn.Tensor{Name: "norm.weight", Shape: []int{3}, Data: []float32{1, 1, 1}}
	_, err = Assign(other, append(net.FieldTensors(), scale), false)
	require.ErrorContains(t, err, "tensor norm.weight, [3], is the scale of a normalisation")
}

// TestLayersOfOneShape may be in another order than the file's.
func TestLayersOfOneShape(t *testing.T) {
	cfg := snn.DefaultConfig()
	for _, name := range []string{"one", "two", "three"} {
		l := snn.DefaultLayer(name, snn.TypeLinear)
		l.Inputs, l.Outputs = 4, 4
		cfg.Layers = append(cfg.Layers, l)
	}
	cfg.Network.Classes = 4
	net, err := snn.New(cfg, spikes.Flat(4), nil)
	require.NoError(t, err)
	ts := net.FieldTensors()
	r, err := Assign(net, ts, false)
	require.NoError(t, err)
	assert.Empty(t, r.Notes, "by name")
	for i := range ts {
		ts[i].Name = fmt.Sprint("layer", i)
	}
	r, err = Assign(net, ts, false)
	require.NoError(t, err)
	assert.Contains(t, strings.Join(r.Notes, "\n"), "layers one and two have the same shape")
}

// TestAssignRefuses checks that nothing is half done.
func TestAssignRefuses(t *testing.T) {
	net := network(t, 4, 6, 1)
	good := net.FieldTensors
	for name, c := range map[string]struct {
		ts     func() []snn.Tensor
		xFirst bool
		want   string
	}{
		"too few": {func() []snn.Tensor { return good()[:1] }, false, "1 tensors (conv_1.weight [3 2 3 3]), the network has 2 layers"},
		"bias":    {func() []snn.Tensor { return []snn.Tensor{{Name: "a.bias", Shape: []int{1}, Data: []float32{1}}} }, false, "a.bias: the neurons here have no bias"},
		"bias beside known names": {func() []snn.Tensor {
			return append(good(), snn.Tensor{Name: "output.bias", Shape: []int{1}, Data: []float32{1}})
		}, false, "output.bias: the neurons here have no bias"},
		"shape":     {func() []snn.Tensor { ts := good(); ts[1].Shape = []int{18, 10}; return ts }, false, "output.weight has the shape [18 10], layer output needs [10 18]"},
		"dims":      {func() []snn.Tensor { ts := good(); ts[0].Shape = []int{54}; return ts }, true, "expected four extents"},
		"columns":   {func() []snn.Tensor { ts := good(); ts[1].Shape = []int{18, 10}; return ts }, true, "expected [out 18]"},
		"numbers":   {func() []snn.Tensor { ts := good(); ts[1].Data = ts[1].Data[1:]; return ts }, true, "179 numbers"},
		"no number": {func() []snn.Tensor { ts := good(); ts[1].Data[7] = float32(math.NaN()); return ts }, false, "number 7 is NaN"},
		"infinite":  {func() []snn.Tensor { ts := good(); ts[1].Data[7] = float32(math.Inf(1)); return ts }, false, "number 7 is +Inf"},
	} {
		other := network(t, 4, 6, 2)
		before := other.WeightsHash()
		_, err := Assign(other, c.ts(), c.xFirst)
		assert.ErrorContains(t, err, c.want, name)
		assert.Equal(t, before, other.WeightsHash(), name)
	}
}

func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return path
	}
	for path, want := range map[string]string{
		put("a.onnx", ""):                                    "expected a name that ends in",
		put("a.npz", "x"):                                    "a.npz: npy: no sound zip",
		put("a.safetensors", "x"):                            "a.safetensors: safetensors: 1 bytes",
		put("a.pth", "x"):                                    "a.pth: pth: no file of torch.save",
		filepath.Join(dir, "gone.npz"):                       "no such file",
		filepath.Join(dir, "gone.pth"):                       "no such file",
		filepath.Join("..", "npy", "testdata", "events.npz"): "expected floating point numbers",
	} {
		_, err := Read(path)
		assert.ErrorContains(t, err, want)
	}
}

func TestCompareNames(t *testing.T) {
	sorted := []string{"a.1", "a.02.x", "a.2.x", "a.10", "a.10.b", "b", "layers.9.w", "layers.10.w"}
	for i := range sorted {
		for j := range sorted {
			got := compareNames(sorted[i], sorted[j])
			assert.Equal(t, i < j, got < 0, "%s, %s", sorted[i], sorted[j])
			assert.Equal(t, i == j, got == 0, "%s, %s", sorted[i], sorted[j])
		}
	}
}

func TestMetricsCSV(t *testing.T) {
	const text = `{"kind":"start","network":"x"}
{"kind":"epoch","epoch":1,"test":{"accuracy":0.5,"confusion":[[1,{"a":2}],[3]],"density":{"conv_1":0.1}},"note":null}

{"kind":"step","step":7}
{"kind":"epoch","epoch":2,"extra":"a,b","test":{"accuracy":0.75}}
{"kind":"epoch","epo`
	var out bytes.Buffer
	require.NoError(t, MetricsCSV(&out, strings.NewReader(text), "m", "epoch"))
	assert.Equal(t, "epoch,test.accuracy,test.density.conv_1,extra\n1,0.5,0.1,\n2,0.75,,\"a,b\"\n", out.String())
	out.Reset()
	require.NoError(t, MetricsCSV(&out, strings.NewReader(text), "m", "step"))
	assert.Equal(t, "step\n7\n", out.String())
	out.Reset()
	require.NoError(t, MetricsCSV(&out, strings.NewReader(`{"epoch":1}`+"\n"), "m", "epoch"), "as earlier versions wrote it")
	assert.Equal(t, "epoch\n1\n", out.String())

	for text, want := range map[string]string{
		"":                    "m: no record of the kind epoch",
		"[1]\n":               "m:1: expected an object",
		"{\"a\":1}\n{\"a\"\n": "m:2: ",
		"{\"a\":1} {}\n":      "more than one object",
		strings.Repeat(`{"a":`, 20) + "1" + strings.Repeat("}", 20) + "\n": "levels",
	} {
		assert.ErrorContains(t, MetricsCSV(&out, strings.NewReader(text), "m", "epoch"), want, text)
	}
}

func FuzzMetricsCSV(f *testing.F) {
	f.Add([]byte(`{"kind":"epoch","epoch":1,"a":{"b":[1,2]}}` + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var out bytes.Buffer
		if err := MetricsCSV(&out, bytes.NewReader(b), "m", "epoch"); err != nil {
			require.ErrorContains(t, err, "export: m")
			return
		}
		_, err := csv.NewReader(&out).ReadAll() // which wants as many columns in every row
		require.NoError(t, err)
	})
}

// TestNPZThatUnpacksWithoutEnd has 72 MB of zeros in less than 100 kB.
func TestNPZThatUnpacksWithoutEnd(t *testing.T) {
	a := &npy.Array{Shape: []int{18 << 20}, Fields: []npy.Field{{Kind: 'f', Size: 4}}, Size: 4, Data: make([]byte, 72<<20)}
	path := filepath.Join(t.TempDir(), "w.npz")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, npy.WriteArchive(f, []npy.Named{{Name: "w", Array: a}}))
	require.NoError(t, f.Close())
	_, err = Read(path)
	assert.ErrorContains(t, err, "that are left to read")
}
