package metrics

import (
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"
)

// appendStep appends a step record, for one is written every few steps: with
// room in b, nothing is allocated.
func appendStep(b []byte, s *Step) []byte {
	b = append(b, `{"kind":"step"`...)
	for _, f := range [...]struct {
		key   string
		value int
	}{{"epoch", s.Epoch}, {"step", s.Step}, {"batch", s.Batch}, {"batches", s.Batches}, {"samples", s.Samples}} {
		b = strconv.AppendInt(appendKey(b, f.key), int64(f.value), 10)
	}
	for _, f := range [...]number{{"loss", s.Loss}, {"accuracy", s.Accuracy}, {"lr", s.LR}, {"grad_norm", s.GradNorm}} {
		b = appendFloat(appendKey(b, f.key), f.value)
	}
	b = appendDensities(appendKey(b, "density"), s.Density)
	for _, f := range [...]number{{"seconds", s.Seconds}, {"samples_per_s", s.SamplesPerS}} {
		b = appendFloat(appendKey(b, f.key), f.value)
	}
	t := &s.Time
	b = append(appendKey(b, "time"), '{')
	for i, f := range [...]number{{"data", t.Data}, {"forward", t.Forward}, {"backward", t.Backward}, {"update", t.Update}, {"evaluate", t.Evaluate}} {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, f.key), ':')
		b = appendFloat(b, f.value)
	}
	return append(b, '}', '}')
}

type number struct {
	key   string
	value float64
}

func appendKey(b []byte, key string) []byte {
	b = append(b, ',', '"')
	b = append(b, key...)
	return append(b, '"', ':')
}

// appendFloat appends the shortest number that is read back the same, or null
// where JSON has none.
func appendFloat(b []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(b, "null"...)
	}
	return strconv.AppendFloat(b, v, 'g', -1, 64)
}

func appendDensities(b []byte, d Densities) []byte {
	b = append(b, '{')
	for i := range d {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, d[i].Layer), ':')
		b = appendFloat(b, d[i].Value)
	}
	return append(b, '}')
}

// appendString appends a JSON string; names of layers are plain as a rule.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			q, _ := json.Marshal(s) // a string always marshals
			return append(b, q...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
