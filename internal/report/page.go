package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/png"
	"io"
)

// Page is a report: what a person wants to know first comes first. All text is
// escaped; nothing is loaded from elsewhere.
type Page struct {
	Title    string
	Subtitle string
	Warnings []string // simulated data, an interrupted run, data that are not there
	Facts    []Fact   // the outcome
	Repeat   string   // the command that repeats the run
	Expect   string   // what it must end with
	Sections []Section
	Config   string // the resolved network file
	Footer   string
}

// Fact is a number and what it is.
type Fact struct {
	Value, Name string
	Detail      string // may be empty
}

// Section is a part of the page.
type Section struct {
	Title   string
	Text    []string // paragraphs
	Figures []Figure
	Samples []Sample
	Tables  []Table
}

// Figure is a drawing.
type Figure struct {
	Alt     string
	Caption string // may be empty
	SVG     []byte
}

// Sample is a sample as it looks, beside what the network did with it.
type Sample struct {
	Caption string
	Picture *image.RGBA
	Figure  *Figure // may be nil
}

// Table is a table; the first column names its rows.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

//go:embed page.html
var pageText string

// URI returns the drawing as an address that holds it.
func (f Figure) URI() template.URL {
	return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(f.SVG))
}

// URI returns the picture as an address that holds it, empty if there is none.
func (s Sample) URI() (template.URL, error) {
	if s.Picture == nil {
		return "", nil
	}
	var b bytes.Buffer
	if err := png.Encode(&b, s.Picture); err != nil {
		return "", fmt.Errorf("picture of %s: %w", s.Caption, err)
	}
	return template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())), nil
}

// Write writes the page as one HTML file.
func (p *Page) Write(w io.Writer) error {
	t, err := template.New("report").Parse(pageText)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}
