package web

import (
	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

// Mode says what the page is for.
type Mode string

// The modes.
const (
	Training Mode = "training" // a run that goes on in this process
	Run      Mode = "run"      // a run that was recorded
	Data     Mode = "data"     // a data set
)

// Content is what a server shows.
type Content struct {
	Mode    Mode
	Title   string
	Config  string             // the network file, may be empty
	Network *snn.Network       // may be nil; only its shape is read
	Sets    []datasets.Dataset // may be empty
	Tracer  *Tracer            // runs samples, may be nil
	Hub     *Hub
}

// overview is what a page reads first and does not change.
type overview struct {
	Mode       Mode        `json:"mode"`
	Title      string      `json:"title"`
	Config     string      `json:"config"`
	Layers     []layerInfo `json:"layers"`
	Steps      int         `json:"steps"`
	Parameters int         `json:"parameters"`
	Sets       []setInfo   `json:"sets"`
	Traces     bool        `json:"traces"`
}

type layerInfo struct {
	Name      string  `json:"name"`
	Shape     [3]int  `json:"shape"` // rows, columns, channels
	Neurons   int     `json:"neurons"`
	Threshold float64 `json:"threshold"`
}

type setInfo struct {
	Name      string   `json:"name"`
	Split     string   `json:"split"`
	Kind      string   `json:"kind"`
	Shape     [3]int   `json:"shape"`
	Steps     int      `json:"steps"`
	Classes   int      `json:"classes"`
	Names     []string `json:"names,omitempty"` // of the classes, where they have other names than their labels
	Samples   int      `json:"samples"`
	Simulated bool     `json:"simulated"`
}

func (c *Content) overview() overview {
	o := overview{Mode: c.Mode, Title: c.Title, Config: c.Config, Layers: []layerInfo{}, Sets: []setInfo{}, Traces: c.Tracer != nil}
	if n := c.Network; n != nil {
		o.Steps, o.Parameters = n.Steps, n.Parameters()
		for _, s := range n.Stages {
			o.Layers = append(o.Layers, layerInfo{
				Name: s.Name, Shape: [3]int{s.Out.H, s.Out.W, s.Out.C}, Neurons: s.Out.Neurons(), Threshold: s.Neuron.Threshold,
			})
		}
	}
	for _, d := range c.Sets {
		i := d.Info()
		o.Sets = append(o.Sets, setInfo{
			Name: i.Name, Split: i.Split, Kind: i.Kind.String(), Shape: [3]int{i.Shape.H, i.Shape.W, i.Shape.C},
			Steps: i.Steps, Classes: i.Classes, Names: i.Names, Samples: d.Len(), Simulated: i.Simulated,
		})
	}
	return o
}
