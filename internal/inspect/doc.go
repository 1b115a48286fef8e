// Package inspect runs single samples and whole data sets through a network and
// keeps what a person may want to look at: spikes, membrane potentials, output
// currents, decisions and mistakes. It works on a copy of the weights, so that
// training can go on meanwhile.
package inspect
