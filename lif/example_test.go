package lif_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/snnsim/snnsim/lif"
)

// A constant raw current of 0.9 charges the membrane through the synapse; the
// neuron fires when the potential passes 1, and starts again from rest.
func ExampleParams_Scan() {
	backend, err := lif.DefaultBackend()
	if err != nil {
		log.Fatal(err)
	}
	p := lif.Params{TauM: 5, TauS: 3, Threshold: 1}
	rec := lif.NewRecord(1, 8)
	p.Scan(backend, []float32{.9, .9, .9, .9, .9, .9, .9, .9}, rec)
	for t := range rec.T {
		u := rec.Potential(t, 0)
		spike := ""
		if rec.Fired(t, 0) {
			spike = " spike"
		}
		fmt.Printf("t=%d u=%.3f %s%s\n", t, u, strings.Repeat("#", int(10*u)), spike)
	}
	// Output:
	// t=0 u=0.300 ###
	// t=1 u=0.740 #######
	// t=2 u=1.225 ############ spike
	// t=3 u=0.722 #######
	// t=4 u=1.359 ############# spike
	// t=5 u=0.821 ########
	// t=6 u=1.504 ############### spike
	// t=7 u=0.865 ########
}

// A spike causes a PSC that jumps by 1/τ_s and decays; all of it sums to one.
func ExampleParams_SynapseKernel() {
	p := lif.Params{TauM: 5, TauS: 2, Threshold: 1}
	fmt.Println(p.SynapseKernel(4))
	// Output: [0.5 0.25 0.125 0.0625]
}
