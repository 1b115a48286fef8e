// Package figure draws the program's plots: lines with error bars, bars,
// spike rasters and confusion matrices, as SVG or PNG. Everything is drawn in
// one style with a palette that colour-blind readers can tell apart; the same
// figure always gives the same bytes.
//
// A figure is a struct of what it shows; its Write method draws it into a file
// whose name ends in .svg or .png.
package figure
