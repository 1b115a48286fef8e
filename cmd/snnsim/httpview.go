package main

import (
	"path/filepath"

	"github.com/snnsim/snnsim/internal/rundir"
	"github.com/snnsim/snnsim/internal/web"
	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/tsslbp"
)

// httpAddress is a flag with the address of a web view, empty for none.
type httpAddress string

// String implements pflag.Value.
func (a *httpAddress) String() string { return string(*a) }

// Type implements pflag.Value.
func (a *httpAddress) Type() string { return "address" }

// Set implements pflag.Value.
func (a *httpAddress) Set(s string) error {
	full, err := web.Address(s)
	*a = httpAddress(full)
	return err
}

// check tries the address, if there is one, before anything is done for the run.
func (a httpAddress) check() error {
	if a == "" {
		return nil
	}
	if err := web.Usable(string(a)); !web.InUse(err) { // a run takes another port then
		return err
	}
	return nil
}

// viewerShare is the part of one thread's time that running samples for
// viewers takes from training at most.
const viewerShare = 0.02

// httpView serves a training run while it goes on.
type httpView struct {
	web.Live
	address string
	out     string
	sets    []dataset // training set and test set
	view    *view
	server  *web.Server
}

var _ tsslbp.Hook = (*httpView)(nil)

func newHTTPView(address httpAddress, out string, sets []dataset, v *view) *httpView {
	return &httpView{address: string(address), out: out, sets: sets, view: v}
}

// Begin implements tsslbp.Hook.
func (h *httpView) Begin(t *tsslbp.Trainer) error {
	net := t.Engine.Network()
	tracer, err := web.NewTracer(net, t.Steps, viewerShare)
	if err != nil {
		return err
	}
	// The test set comes first: it is what a viewer looks at.
	sets := []dataset{h.sets[len(h.sets)-1]}
	sets = append(sets, h.sets[:len(h.sets)-1]...)
	h.Hub, h.Tracer, h.Sample = web.NewHub(), tracer, sets[0]
	if h.Earlier, err = web.ReadHistory(filepath.Join(h.out, rundir.Metrics), layerNames(net)); err != nil {
		return err
	}
	content := &web.Content{
		Mode: web.Training, Title: rundir.Name(h.out), Config: string(net.Config.Text()),
		Network: net, Sets: sets, Tracer: tracer, Hub: h.Hub,
	}
	h.server, err = web.Listen(h.address, content)
	if web.InUse(err) {
		// The run is worth more than its port.
		h.view.note("live view: %s is in use; another port is taken", h.address)
		h.server, err = web.Listen(web.AnyPort(h.address), content)
	}
	if err != nil {
		return err
	}
	if err := h.Live.Begin(t); err != nil {
		return err
	}
	h.view.note("live view at %s", h.server.URL())
	return nil
}

// layerNames returns the names of the layers of neurons.
func layerNames(net *snn.Network) []string {
	var names []string
	for _, s := range net.Stages {
		names = append(names, s.Name)
	}
	return names
}

// End implements tsslbp.Hook.
func (h *httpView) End(t *tsslbp.Trainer, err error) error {
	if e := h.Live.End(t, err); e != nil {
		return e
	}
	return h.server.Close()
}
