// Package bench measures snnsim: how fast a training step and inference are,
// on the published networks and on inputs of a given firing density.
//
//	go test ./bench -bench . -count 10 | tee new.txt
//	benchstat new.txt
package bench
