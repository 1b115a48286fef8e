// Package tfevents writes event files that TensorBoard reads: scalars and
// histograms over training steps.
//
// A file is a sequence of TFRecords: length (uint64), its masked CRC-32C,
// the data, and their masked CRC-32C, little-endian. The data are protocol
// buffers of the type Event (tensorflow/core/util/event.proto and
// framework/summary.proto in TensorFlow's sources).
package tfevents
