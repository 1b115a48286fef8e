package datasets

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/snnsim/snnsim/internal/faultfs"
	"github.com/snnsim/snnsim/spikes"
)

// Whatever goes wrong while a cache is written, the last one loads. The new
// one is large enough for several writes.
func TestCacheSurvivesEveryFault(t *testing.T) {
	const path = "cache/nmnist.spikes"
	key := [32]byte{1}
	old, fresh := NewPacked(spikes.Flat(3), 2), NewPacked(spikes.Flat(3), 2)
	old.appendCode(1, []byte{1})
	fresh.appendCode(2, make([]byte, 2*writeSize+7))
	fresh.Notes = []string{"one bad recording"}
	(&faultfs.Replacement{
		Path: path,
		Write: func(fs *faultfs.FS, second bool) error {
			if second {
				return fresh.saveFS(fs, path, key)
			}
			return old.saveFS(fs, path, key)
		},
		Read: func(data []byte) (bool, error) {
			p, err := parsePacked(data, key)
			switch {
			case err != nil:
				return false, err
			case reflect.DeepEqual(p, old):
				return false, nil
			case reflect.DeepEqual(p, fresh):
				return true, nil
			}
			return false, fmt.Errorf("neither collection")
		},
	}).Sweep(t)
}
