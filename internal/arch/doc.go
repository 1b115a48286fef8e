// Package arch holds the rules about the shape of the code, as tests: which
// package may import which, and how long a file may be.
package arch
