package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imaging "image/draw"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"path/filepath"
	"strings"

	"github.com/snnsim/snnsim/internal/regular"
	"github.com/snnsim/snnsim/spikes"
)

// isPicture finds pictures by their names.
func isPicture(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif":
		return true
	}
	return false
}

const maxPicture = 16 << 20 // bytes of a file

// readPicture reads a picture of a shape, [rows][columns][channels], of one channel as its
// luma. What is transparent is black.
func readPicture(path string, want spikes.Shape) ([]byte, error) {
	b, err := regular.Read(path, maxPicture)
	if err != nil {
		return nil, err
	}
	head, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: expected a picture, png, jpeg or gif", path, err)
	}
	if head.Width != want.W || head.Height != want.H {
		return nil, fmt.Errorf("%s: %d rows and %d columns: expected %d and %d, as the network has", path, head.Height, head.Width, want.H, want.W)
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	canvas := image.NewRGBA(image.Rect(0, 0, want.W, want.H))
	imaging.Draw(canvas, canvas.Bounds(), image.NewUniform(color.Black), image.Point{}, imaging.Src)
	imaging.Draw(canvas, img.Bounds(), img, img.Bounds().Min, imaging.Over) // a frame of a GIF has its place
	pixels := make([]byte, 0, want.Neurons())
	for y := range want.H {
		for x := range want.W {
			p := canvas.RGBAAt(x, y)
			if want.C == 3 {
				pixels = append(pixels, p.R, p.G, p.B)
			} else {
				pixels = append(pixels, color.GrayModel.Convert(p).(color.Gray).Y)
			}
		}
	}
	return pixels, nil
}
