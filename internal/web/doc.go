// Package web shows a training run, a finished run or a data set in a browser:
// a small HTTP server with its page embedded, for people on the same machine.
//
// What changes goes through a Hub that keeps only the latest value of every
// topic. Whoever publishes stores a value and returns; whoever reads takes what
// is there at a pace of its own, so that no client can hold up training.
//
// The server answers GET and HEAD only, checks the Host header and the origin
// of every request, serves nothing but its embedded assets and the values
// above, and asks for a token wherever it can be reached from another machine.
package web
