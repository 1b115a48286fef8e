package datasets

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// fullIDX are the pictures of the published splits of MNIST and Fashion-MNIST.
func fullIDX() map[string]int { return map[string]int{Train: 60_000, Test: 10_000} }

func (r *CheckReport) checkIDX(ctx context.Context, progress func(done, total int)) error {
	for i, split := range []string{Train, Test} {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("datasets: check: %w", err)
		}
		progress(2*i+1, 4)
		r.checkIDXSplit(split)
		progress(2*i+2, 4)
	}
	return nil
}

// checkIDXSplit reads pictures and labels each for itself, so that the faults
// of both are found.
func (r *CheckReport) checkIDXSplit(split string) {
	stem := idxStem(split)
	images, imageErr := FindIDX(r.Dir, stem+imageSuffix)
	labels, labelErr := FindIDX(r.Dir, stem+labelSuffix)
	if imageErr != nil && labelErr != nil {
		r.note("no %s split: neither %s%s nor %s%s, plain or .gz", split, stem, imageSuffix, stem, labelSuffix)
		return
	}
	s := SplitReport{Split: split}
	defer func() { r.Splits = append(r.Splits, s) }()
	var dims, count []int
	var px, lb []byte
	if imageErr == nil {
		s.Files++
		dims, px, imageErr = ReadIDX(images, 3)
	}
	if labelErr == nil {
		s.Files++
		count, lb, labelErr = ReadIDX(labels, 1)
	}
	if labelErr == nil {
		labelErr = checkLabels(labels, lb)
	}
	if imageErr == nil && labelErr == nil && count[0] != dims[0] {
		labelErr = countFault(labels, dims[0], count[0])
	}
	if imageErr != nil {
		r.bad(filepath.Join(r.Dir, stem+imageSuffix), imageErr)
	}
	if labelErr != nil {
		r.bad(filepath.Join(r.Dir, stem+labelSuffix), labelErr)
	}
	if imageErr != nil || labelErr != nil {
		return
	}
	s.Samples, s.Pixels = len(lb), pixelStats(px, 1)
	for _, l := range lb {
		s.Labels[l]++
	}
	if full := fullIDX()[split]; s.Samples != full {
		r.note("%s: %d pictures, MNIST and Fashion-MNIST have %d", split, s.Samples, full)
	}
	if dims[1] != 28 || dims[2] != 28 {
		r.note("%s: pictures of %d×%d pixels, MNIST and Fashion-MNIST have 28×28", split, dims[1], dims[2])
	}
}

func (r *CheckReport) checkCIFAR(ctx context.Context, progress func(done, total int)) error {
	dir := cifarDir(r.Dir)
	var sets []string
	for _, split := range []string{Train, Test} {
		sets = append(sets, cifarNames(split)...)
	}
	for _, split := range []string{Train, Test} {
		set := ImageSet{info: Info{Shape: cifarShape}}
		s := SplitReport{Split: split}
		for _, name := range cifarNames(split) {
			if err := ctx.Err(); err != nil {
				return fmt.Errorf("datasets: check: %w", err)
			}
			progress(slices.Index(sets, name)+1, len(sets))
			path := filepath.Join(dir, name)
			if _, err := os.Lstat(path); os.IsNotExist(err) {
				r.note("%s is not there", path)
				continue
			}
			s.Files++
			before := set.Len()
			if err := set.addCIFAR(path); err != nil {
				r.bad(path, err)
				set.pixels, set.labels = set.pixels[:before*cifarShape.Neurons()], set.labels[:before]
				continue
			}
			if n := set.Len() - before; n != cifarBatch {
				r.note("%s: %d pictures, the published one has %d", path, n, cifarBatch)
			}
		}
		if s.Files == 0 {
			continue
		}
		s.Samples = set.Len()
		if s.Samples > 0 {
			s.Pixels = pixelStats(set.pixels, cifarShape.C)
		}
		for _, l := range set.labels {
			s.Labels[l]++
		}
		r.Splits = append(r.Splits, s)
	}
	return nil
}

// pixelStats describes channels that are interleaved.
func pixelStats(px []byte, channels int) []PixelStats {
	count := make([][256]int, channels)
	for i, v := range px {
		count[i%channels][v]++
	}
	out := make([]PixelStats, channels)
	for c := range out {
		n, sum, square := 0, 0.0, 0.0
		for v, k := range count[c] {
			x := float64(v) / 255
			n += k
			sum += x * float64(k)
			square += x * x * float64(k)
		}
		mean := sum / float64(n)
		out[c] = PixelStats{Mean: mean, SD: math.Sqrt(max(0, square/float64(n)-mean*mean))}
	}
	return out
}
