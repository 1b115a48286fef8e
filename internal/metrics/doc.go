// Package metrics writes and reads the records of a training run: a JSON
// object a line, each with its "kind".
//
//	start  what is trained on what; the first line
//	step   means over a window of training steps
//	epoch  means over an epoch, and the evaluation after it
//	end    how the run ended
//
// What describes time (seconds, rates, the object "time") differs between runs
// that are otherwise the same to the bit; nothing else does.
package metrics
