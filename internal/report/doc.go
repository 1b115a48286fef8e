// Package report makes what is kept of a run for people: a page in one HTML
// file that needs nothing else, and the figures in it.
package report
