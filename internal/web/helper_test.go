package web

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
	"github.com/snnsim/snnsim/tsslbp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const tinyText = `Network:
  dataset: NMNIST
  n_steps: 12
  n_class: 4
  batch_size: 5
  epochs: 3
  loss: count
  desired_count: 6
  undesired_count: 1
Layers:
  conv_1:
    type: conv
    in_channels: 2
    out_channels: 5
    kernel_size: 3
    weight_scale: 6
  output:
    type: linear
    n_inputs: 180
    n_outputs: 4
    weight_scale: 4
`

var tinyShape = spikes.Shape{H: 8, W: 8, C: 2}

// tinySet is a data set of random events, denser in a class's own rows.
type tinySet struct {
	n     int
	split string
}

func (d tinySet) Len() int        { return d.n }
func (d tinySet) Label(i int) int { return i % 4 }
func (d tinySet) Info() datasets.Info {
	return datasets.Info{
		Name: "tiny", Split: d.split, Kind: spikes.Events, Shape: tinyShape, Steps: 12,
		Classes: 4, Names: []string{"ant", "bee", "cat", "dog"}, Simulated: true,
	}
}

func (d tinySet) Fill(i int, s *spikes.Sample, _ *rand.Rand) error {
	rng := rand.New(rand.NewPCG(3, uint64(i)))
	s.Kind, s.Label, s.Index = spikes.Events, i%4, i
	s.Train.Resize(tinyShape, 12)
	for range 150 {
		s.Train.Set(rng.IntN(12), 2*(i%4)+rng.IntN(2), rng.IntN(8), rng.IntN(2))
	}
	return nil
}

func tinyNetwork(t testing.TB) *snn.Network {
	cfg, err := snn.ParseConfig("tiny.yaml", []byte(tinyText))
	require.NoError(t, err)
	net, err := snn.New(cfg, tinyShape, nil)
	require.NoError(t, err)
	net.Init(2)
	return net
}

// tinyRun returns a trainer of the tiny network and the content that shows it.
func tinyRun(t testing.TB) (*tsslbp.Trainer, *Content, *Live) {
	net := tinyNetwork(t)
	rule, err := tsslbp.RuleOf(&net.Config.Network)
	require.NoError(t, err)
	loss, err := tsslbp.LossOf(&net.Config.Network)
	require.NoError(t, err)
	schedule, err := tsslbp.ScheduleOf(&net.Config.Network)
	require.NoError(t, err)
	engine := tsslbp.NewEngine(net, tsslbp.Options{Rule: rule, Loss: loss, Batch: 5, Threads: 1})
	t.Cleanup(engine.Close)
	tracer, err := NewTracer(net, 0, 0.5)
	require.NoError(t, err)
	train, test := tinySet{60, datasets.Train}, tinySet{40, datasets.Test}
	live := &Live{Hub: NewHub(), Tracer: tracer, Sample: test}
	tr := &tsslbp.Trainer{
		Engine: engine, Optimizer: tsslbp.NewAdamW(net), Schedule: schedule, Epochs: net.Config.Network.Epochs,
		Data:  &datasets.Loader{Data: train, Batch: 5, Workers: 1, Shuffle: true},
		Hooks: []tsslbp.Hook{&tsslbp.Evaluator{Data: &datasets.Loader{Data: test, Batch: 5, Workers: 1}}, live},
	}
	content := &Content{
		Mode: Training, Title: "tiny", Config: string(net.Config.Text()), Network: net,
		Sets: []datasets.Dataset{test, train}, Tracer: tracer, Hub: live.Hub,
	}
	return tr, content, live
}

// listen serves content until the test ends.
func listen(t testing.TB, address string, c *Content) *Server {
	s, err := Listen(address, c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// fetch asks the server and returns the answer with its body read. change may
// alter the request.
func fetch(t testing.TB, s *Server, path string, change func(*http.Request)) (*http.Response, string) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+s.addr+path, nil)
	require.NoError(t, err)
	if change != nil {
		change(r)
	}
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(r) // follows no redirect
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res, string(body)
}

// pace makes training take its time, and ends it at a time.
type pace struct {
	tsslbp.NoHook
	every time.Duration
	until time.Time
}

func (p *pace) Batch(*tsslbp.Trainer, *tsslbp.Progress) error {
	time.Sleep(p.every)
	if time.Now().After(p.until) {
		return tsslbp.ErrStop
	}
	return nil
}
