package eventfile

import (
	"fmt"
	"math"
	"path/filepath"
	"strings"
)

// divide says of every recording which split's folder it goes to; of none, if the folder is not to
// be divided. That some are simulated is then said of all.
func (t *conversion) divide() (map[string]string, error) {
	if t.TestShare == 0 {
		return nil, nil
	}
	t.moved = true
	var d divider
	for _, name := range t.files {
		folder := filepath.Dir(name)
		if low := strings.ToLower(folder); folder == "." || strings.ContainsRune(folder, filepath.Separator) || low == "train" || low == "test" {
			return nil, fmt.Errorf("eventfile: folder %s: %s: expected recordings in class folders, CLASS/RECORDING, to divide", t.in, name)
		}
		d.count(folder)
	}
	if err := d.check(t.TestShare); err != nil {
		return nil, err
	}
	split := map[string]string{}
	for _, name := range t.files { // in the order of their names
		split[name] = d.next(filepath.Dir(name))
	}
	return split, nil
}

// divider gives a share of each class's recordings to the test, spread evenly over their order.
type divider struct {
	share       float64
	total, seen map[string]int
	classes     []string
}

// count counts a recording of a class.
func (d *divider) count(class string) {
	if d.total == nil {
		d.total, d.seen = map[string]int{}, map[string]int{}
	}
	if d.total[class]++; d.total[class] == 1 {
		d.classes = append(d.classes, class)
	}
}

// tests returns how many of the first n are for the test.
func (d *divider) tests(n int) int { return int(math.Floor(float64(n)*d.share + 1e-9)) }

// check takes the share, once all are counted. It refuses one of which a class would have no
// recording for the test.
func (d *divider) check(share float64) error {
	d.share = share
	for _, class := range d.classes {
		if n := d.total[class]; d.tests(n) < 1 {
			return fmt.Errorf("eventfile: class %s: %d recordings: a share of %v has none for the test", class, n, share)
		}
	}
	return nil
}

// next says which split the next recording of a class goes to.
func (d *divider) next(class string) string {
	n := d.seen[class]
	d.seen[class]++
	if d.tests(n+1) > d.tests(n) {
		return "Test"
	}
	return "Train"
}
