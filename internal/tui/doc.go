// Package tui draws the live view of a training run on a terminal: progress,
// curves of loss and accuracy, firing of every layer and a raster of one
// sample.
//
// Training hands snapshots to a [Live] view and never waits for it: the view
// takes the latest one when it draws, at most three times a second. [Frame] makes
// the picture and is a pure function of its arguments.
package tui
