package tfevents

import "math"

// Histogram is how numbers are distributed.
type Histogram struct {
	Min, Max        float64
	N               float64
	Sum, SumSquares float64
	// Limits are the upper ends of the buckets, ascending; Counts are how many
	// numbers lie in each.
	Limits, Counts []float64
}

// Buckets is the number of buckets that HistogramOf makes.
const Buckets = 30

// HistogramOf counts numbers in buckets of the same width. Numbers that are
// not finite are left out.
func HistogramOf(values []float32) Histogram {
	h := Histogram{Min: math.Inf(1), Max: math.Inf(-1)}
	for _, v := range values {
		x := float64(v)
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		h.N++
		h.Sum += x
		h.SumSquares += x * x
		h.Min, h.Max = min(h.Min, x), max(h.Max, x)
	}
	if h.N == 0 {
		return Histogram{Limits: []float64{0}, Counts: []float64{0}}
	}
	width := (h.Max - h.Min) / Buckets
	if width == 0 {
		h.Limits, h.Counts = []float64{h.Max}, []float64{h.N}
		return h
	}
	h.Limits, h.Counts = make([]float64, Buckets), make([]float64, Buckets)
	for i := range h.Limits {
		h.Limits[i] = h.Min + float64(i+1)*width
	}
	h.Limits[Buckets-1] = h.Max
	for _, v := range values {
		x := float64(v)
		if x >= h.Min && x <= h.Max {
			h.Counts[min(int((x-h.Min)/width), Buckets-1)]++
		}
	}
	return h
}

// Fields of HistogramProto.
const (
	fieldMin = iota + 1
	fieldMax
	fieldNum
	fieldSum
	fieldSumSquares
	fieldBucketLimit
	fieldBucket
)

// histogram makes a Value of a histogram.
func histogram(tag string, h Histogram) []byte {
	var b []byte
	b = appendDouble(b, fieldMin, h.Min)
	b = appendDouble(b, fieldMax, h.Max)
	b = appendDouble(b, fieldNum, h.N)
	b = appendDouble(b, fieldSum, h.Sum)
	b = appendDouble(b, fieldSumSquares, h.SumSquares)
	b = appendDoubles(b, fieldBucketLimit, h.Limits)
	b = appendDoubles(b, fieldBucket, h.Counts)
	return appendBytes(appendBytes(nil, fieldTag, []byte(tag)), fieldHisto, b)
}
