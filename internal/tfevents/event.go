package tfevents

import (
	"math"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// Fields of Event.
const (
	fieldWallTime    = 1 // double, seconds
	fieldStep        = 2 // int64
	fieldFileVersion = 3 // string
	fieldSummary     = 5 // Summary
	fieldSessionLog  = 7 // SessionLog
)

// Fields of Summary, Summary.Value and SessionLog.
const (
	fieldValue       = 1 // repeated Value
	fieldTag         = 1 // string
	fieldSimpleValue = 2 // float
	fieldHisto       = 5 // HistogramProto
	fieldStatus      = 1 // enum
	statusStart      = 1
)

// fileVersion is the first event of every file.
const fileVersion = "brain.Event:2"

func appendDouble(b []byte, field protowire.Number, v float64) []byte {
	b = protowire.AppendTag(b, field, protowire.Fixed64Type)
	return protowire.AppendFixed64(b, math.Float64bits(v))
}

func appendVarint(b []byte, field protowire.Number, v int64) []byte {
	b = protowire.AppendTag(b, field, protowire.VarintType)
	return protowire.AppendVarint(b, uint64(v))
}

func appendBytes(b []byte, field protowire.Number, v []byte) []byte {
	b = protowire.AppendTag(b, field, protowire.BytesType)
	return protowire.AppendBytes(b, v)
}

// appendDoubles appends a packed list.
func appendDoubles(b []byte, field protowire.Number, v []float64) []byte {
	var packed []byte
	for _, x := range v {
		packed = protowire.AppendFixed64(packed, math.Float64bits(x))
	}
	return appendBytes(b, field, packed)
}

// event makes an Event with one further field.
func event(at time.Time, step int64, field protowire.Number, v []byte) []byte {
	b := appendDouble(nil, fieldWallTime, float64(at.UnixMicro())/1e6)
	if step != 0 {
		b = appendVarint(b, fieldStep, step)
	}
	return appendBytes(b, field, v)
}

// scalar makes a Value of a number.
func scalar(tag string, v float64) []byte {
	b := appendBytes(nil, fieldTag, []byte(tag))
	b = protowire.AppendTag(b, fieldSimpleValue, protowire.Fixed32Type)
	return protowire.AppendFixed32(b, math.Float32bits(float32(v)))
}
