package main

import (
	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/snn"
)

// augmentPictures passes on how pictures are altered while training.
func (src *source) augmentPictures(set *datasets.ImageSet, d *snn.Data) {
	if src.kind == setCIFAR {
		set.Shift, set.Flip = d.Crop, true
	} else {
		set.Shift, set.Flip = d.Shift, d.Flip
	}
	set.Warp = datasets.Warp{Rotate: d.Rotate, Zoom: d.Zoom}
	set.Erase = d.Erase
}

// noteAugmentation says which settings do nothing for these data.
func (src *source) noteAugmentation(d *snn.Data, v *view) {
	switch {
	case !d.Augment:
	case src.recordings():
		if d.Rotate > 0 || d.Zoom > 0 || d.Erase > 0 {
			v.warn("rotate, zoom and erase are for pictures: recordings take shift, flip and drop")
		}
	default:
		if d.Drop > 0 {
			v.warn("drop is for recordings")
		}
		if src.kind == setCIFAR && d.Shift > 0 {
			v.warn("shift is not for CIFAR-10, which takes crop")
		}
	}
	if d.Augment && src.kind != setCIFAR && d.Crop != snn.DefaultConfig().Data.Crop {
		v.warn("crop is for CIFAR-10: other data take shift")
	}
}
