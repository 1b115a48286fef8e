package figure

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// write draws a page into a file of the format that its name says.
func write(path string, w, h vg.Length, draws func(draw.Canvas)) error {
	var c interface {
		vg.CanvasSizer
		io.WriterTo
	}
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".svg":
		c = vgsvg.New(w, h)
	case ".png":
		c = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(pngDPI))}
	default:
		return fmt.Errorf("figure %s: format %q: expected .svg or .png", path, ext)
	}
	page := draw.New(c)
	page.SetColor(white)
	page.Fill(page.Rectangle.Path())
	draws(page)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return fmt.Errorf("figure %s: %w", path, err)
	}
	// Readers without the font get one of the same widths.
	data := bytes.ReplaceAll(b.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	if err := atomicfile.Write(path, data); err != nil {
		return fmt.Errorf("figure: %w", err)
	}
	return nil
}
