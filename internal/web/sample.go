package web

import (
	"encoding/binary"
	"math"
	"math/bits"
	"net/http"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/spikes"
)

// labels answers with the labels of a whole set, 16 bits each, little-endian.
func (s *Server) labels(w http.ResponseWriter, r *http.Request) {
	n, err := parseNumbers(r.URL.RawQuery, numberRange{name: "set", max: len(s.content.Sets) - 1})
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	set := s.content.Sets[n[0]]
	out := make([]byte, 0, 2*set.Len())
	for i := range set.Len() {
		out = binary.LittleEndian.AppendUint16(out, uint16(set.Label(i)))
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(out) // a client that is gone needs no answer
}

// sampleInfo is one sample of a set as it is drawn.
type sampleInfo struct {
	Index  int    `json:"index"`
	Label  int    `json:"label"`
	Kind   string `json:"kind"`
	Shape  [3]int `json:"shape"`            // of what is drawn
	Block  int    `json:"block"`            // a pixel that is drawn stands for so many rows and columns
	Steps  int    `json:"steps"`            // frames; 1 for an image
	Events int    `json:"events,omitempty"` // spikes of all steps
	// Bits are the spikes [T][H][W][C], eight a byte, the first in the lowest
	// bit, without padding. Pixels are [T][H][W][C], a byte each.
	Bits   []byte `json:"bits,omitempty"`
	Pixels []byte `json:"pixels,omitempty"`
}

func (s *Server) sample(w http.ResponseWriter, r *http.Request) {
	set, i, _, ok := s.pick(w, r)
	if !ok {
		return
	}
	var sm spikes.Sample
	if err := s.content.Sets[set].Fill(i, &sm, nil); err != nil {
		refuse(w, http.StatusInternalServerError, err.Error())
		return
	}
	answer(w, drawn(s.content.Sets[set], i, &sm))
}

// pick reads which sample a request is about, and the further numbers.
func (s *Server) pick(w http.ResponseWriter, r *http.Request, more ...numberRange) (set, i int, rest []int, ok bool) {
	want := append([]numberRange{{name: "set", max: len(s.content.Sets) - 1}, {name: "index", max: math.MaxInt32}}, more...)
	n, err := parseNumbers(r.URL.RawQuery, want...)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return 0, 0, nil, false
	}
	if n[1] >= s.content.Sets[n[0]].Len() {
		refuse(w, http.StatusNotFound, "the data set has no such sample")
		return 0, 0, nil, false
	}
	return n[0], n[1], n[2:], true
}

// drawn turns a sample into what the page draws.
func drawn(set datasets.Dataset, i int, sm *spikes.Sample) *sampleInfo {
	sh := set.Info().Shape
	out := &sampleInfo{Index: i, Label: sm.Label, Kind: sm.Kind.String(), Shape: [3]int{sh.H, sh.W, sh.C}, Block: 1, Steps: 1}
	switch p, ok := set.(interface{ Pixels(i int) []byte }); {
	case sm.Kind == spikes.Events:
		out.Block = (max(sh.H, sh.W) + mostSide - 1) / mostSide
		tr := coarse(&sm.Train, out.Block)
		out.Shape = [3]int{tr.Shape.H, tr.Shape.W, tr.Shape.C}
		out.Steps, out.Events, out.Bits = tr.T, sm.Train.Count(), pack(tr)
	case ok:
		out.Pixels = p.Pixels(i)
	default:
		out.Steps, out.Pixels = len(sm.Values)/max(1, sh.Neurons()), grey(sm.Values)
	}
	return out
}

// mostSide is how many rows and columns of a recording are sent: what a page draws, and in
// a hundred steps 1.6 MB.
const mostSide = 256

// coarse returns a train in which a pixel stands for n rows and columns and spikes where one of
// them does; the train itself if n is 1.
func coarse(tr *spikes.Train, n int) *spikes.Train {
	if n == 1 {
		return tr
	}
	s := tr.Shape
	out := spikes.NewTrain(spikes.Shape{H: (s.H + n - 1) / n, W: (s.W + n - 1) / n, C: s.C}, tr.T)
	words := s.RowWords()
	for i, w := range tr.Bits {
		for ; w != 0; w &= w - 1 {
			row, at := i/words, i%words*64+bits.TrailingZeros64(w)
			out.Set(row/s.H, row%s.H/n, at/s.C/n, at%s.C)
		}
	}
	return out
}

// pack returns the bits of a train without the padding of its rows.
func pack(tr *spikes.Train) []byte {
	row, words := tr.Shape.Row(), tr.Shape.RowWords()
	rows := tr.T * tr.Shape.H
	out := make([]byte, (rows*row+7)/8)
	for y := range rows {
		for j := range row {
			if tr.Bits[y*words+j/64]>>(j%64)&1 != 0 {
				k := y*row + j
				out[k/8] |= 1 << (k % 8)
			}
		}
	}
	return out
}

// grey maps values to 0 … 255 from the smallest to the largest.
func grey(v []float32) []byte {
	lo, hi := float32(math.Inf(1)), float32(math.Inf(-1))
	for _, x := range v {
		lo, hi = min(lo, x), max(hi, x)
	}
	out := make([]byte, len(v))
	for i, x := range v {
		if hi > lo {
			out[i] = byte(255 * (x - lo) / (hi - lo))
		}
	}
	return out
}
