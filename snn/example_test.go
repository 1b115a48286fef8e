package snn_test

import (
	"fmt"
	"log"

	"github.com/snnsim/snnsim/snn"
	"github.com/snnsim/snnsim/spikes"
)

// A network of two neurons is built, driven with spikes, and its own spikes
// and membrane potentials are read from the record of the pass.
func ExampleActivity() {
	out := snn.DefaultLayer("output", snn.TypeLinear)
	out.Inputs, out.Outputs = 1, 2
	cfg := snn.DefaultConfig()
	cfg.Layers = []snn.Layer{out}
	cfg.Network.Steps, cfg.Network.Classes = 8, 2
	net, err := snn.New(cfg, spikes.Flat(1), nil)
	if err != nil {
		log.Fatal(err)
	}
	copy(net.Stages[0].Conn.Weight().Data, []float32{1, 3}) // [in][out]
	net.Prepare(false)

	var sample spikes.Sample // one input, which fires at every step
	sample.Kind = spikes.Events
	sample.Train.Resize(spikes.Flat(1), 8)
	for t := range 8 {
		sample.Train.Set(t, 0, 0, 0)
	}

	record := net.NewActivity(1, true, snn.Auto)
	if err := record.Forward([]spikes.Sample{sample}, snn.Pass{}); err != nil {
		log.Fatal(err)
	}
	fired, u := record.Spikes(0, 0), record.Potentials(0, 0)
	pitch := net.Output().Pitch()
	for neuron := range 2 {
		fmt.Printf("neuron %d:", neuron)
		for t := range 8 {
			fmt.Printf(" %.2f", u[t*pitch+neuron])
			if fired[t]>>neuron&1 == 1 {
				fmt.Print("|")
			}
		}
		fmt.Println()
	}
	psc := record.PSC(nil, 0, 0) // [T][H][W][C]
	fmt.Printf("PSC at the end: %.3f and %.3f\n", psc[7*2], psc[7*2+1])
	fmt.Println(record.SpikeCount(0, 0), "spikes")
	// Output:
	// neuron 0: 0.33 0.82 1.36| 0.80 1.51| 0.91 1.67| 0.96
	// neuron 1: 1.00 2.47| 2.11| 2.41| 2.60| 2.74| 2.82| 2.88|
	// PSC at the end: 0.365 and 0.941
	// 10 spikes
}
