package bench

import "fmt"

// fewSteps is the length of a window up to which every number of spikes has a
// bin of its own.
const fewSteps = 10

// Bin is the share of the pairs of a neuron and a sample in which the neuron
// fires a number of times that lies in the bin.
type Bin struct {
	Spikes string  `json:"spikes"` // "3", "2-10" or ">10"
	Count  int64   `json:"count"`
	Share  float64 `json:"share"`
}

// binned turns a histogram of spike counts, [T+1], into bins: k = 0 … T where
// T is at most 10, else 0, 1, 2-10 and more.
func binned(counts []int64) []Bin {
	var total int64
	for _, n := range counts {
		total += n
	}
	bin := func(name string, counts []int64) Bin {
		b := Bin{Spikes: name}
		for _, n := range counts {
			b.Count += n
		}
		if total > 0 {
			b.Share = float64(b.Count) / float64(total)
		}
		return b
	}
	var bins []Bin
	if len(counts) <= fewSteps+1 {
		for k := range counts {
			bins = append(bins, bin(fmt.Sprint(k), counts[k:k+1]))
		}
		return bins
	}
	return []Bin{
		bin("0", counts[:1]), bin("1", counts[1:2]),
		bin(fmt.Sprintf("2-%d", fewSteps), counts[2:fewSteps+1]),
		bin(fmt.Sprintf(">%d", fewSteps), counts[fewSteps+1:]),
	}
}
