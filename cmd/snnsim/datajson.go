package main

import (
	"math"

	"github.com/snnsim/snnsim/datasets"
)

// checkJSON is the report of data check as JSON has it.
type checkJSON struct {
	Dir       string         `json:"dir"`
	Layout    string         `json:"layout"`
	Simulated bool           `json:"simulated"`
	Sound     bool           `json:"sound"` // no bad file
	Splits    []splitJSON    `json:"splits"`
	Bad       []badJSON      `json:"bad"`
	Notes     []string       `json:"notes"`
	Events    []quantityJSON `json:"events,omitempty"`
}

type splitJSON struct {
	Split   string      `json:"split"`
	Files   int         `json:"files"`
	Samples int         `json:"samples"`
	Labels  [10]int     `json:"labels"`
	Pixels  []pixelJSON `json:"pixels,omitempty"` // a channel
}

type pixelJSON struct {
	Mean float64 `json:"mean"` // 0 to 1
	SD   float64 `json:"sd"`
}

type badJSON struct {
	Path   string `json:"path"`
	Offset *int64 `json:"offset"` // bytes, null where the fault has no place
	Reason string `json:"reason"`
}

// quantityJSON is a row of the table of event statistics. What is not known
// is null.
type quantityJSON struct {
	Name     string   `json:"name"`
	Mean     *float64 `json:"mean"`
	SD       *float64 `json:"sd"`
	Min      *float64 `json:"min"`
	P5       *float64 `json:"p5"`
	Median   *float64 `json:"median"`
	P95      *float64 `json:"p95"`
	Max      *float64 `json:"max"`
	RefMean  *float64 `json:"reference_mean"`
	RefSD    *float64 `json:"reference_sd"`
	Distance *float64 `json:"distance"` // reference standard deviations
	Percent  *float64 `json:"percent"`  // of the reference mean
}

func newCheckJSON(r *datasets.CheckReport) *checkJSON {
	j := &checkJSON{
		Dir: r.Dir, Layout: r.Layout, Simulated: r.Simulated, Sound: len(r.Bad) == 0,
		Splits: []splitJSON{}, Notes: append([]string{}, r.Notes...),
	}
	for _, s := range r.Splits {
		js := splitJSON{Split: s.Split, Files: s.Files, Samples: s.Samples, Labels: s.Labels}
		for _, p := range s.Pixels {
			js.Pixels = append(js.Pixels, pixelJSON(p))
		}
		j.Splits = append(j.Splits, js)
	}
	j.Bad = badsJSON(r.Bad)
	if r.Events != nil {
		j.Events = quantitiesJSON(r.Events)
	}
	return j
}

func badsJSON(bad []datasets.BadFile) []badJSON {
	out := []badJSON{}
	for _, b := range bad {
		jb := badJSON{Path: b.Path, Reason: b.Reason}
		if b.Offset >= 0 {
			jb.Offset = &b.Offset
		}
		out = append(out, jb)
	}
	return out
}

func quantitiesJSON(st *datasets.EventStats) []quantityJSON {
	var out []quantityJSON
	for _, c := range st.Compare() {
		s := c.Summary
		out = append(out, quantityJSON{
			Name: c.Name, Mean: known(s.Mean), SD: known(s.SD), Min: known(s.Min), P5: known(s.P5),
			Median: known(s.Median), P95: known(s.P95), Max: known(s.Max),
			RefMean: known(c.Reference.Mean), RefSD: known(c.Reference.SD),
			Distance: known(c.Distance), Percent: known(c.Percent),
		})
	}
	return out
}

// known returns nil for what JSON has no number for.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
