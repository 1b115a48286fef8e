// Package fetch downloads files over HTTP so that a cut transfer costs no
// more than what was cut: what has arrived stays beside the target with the
// server's name for the version, and the next attempt asks for the rest of
// that version. A file gets its name when it is complete and its checksum is
// right.
package fetch
