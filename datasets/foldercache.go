package datasets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// folderVersion changes whenever the same events and options give other spikes, or a
// remark of another form.
const folderVersion = 1

// cache is where a split is kept.
func (o *FolderOptions) cache(dir, split string, list []Recording) cacheFile {
	who := o.Files.Identity()
	how := fmt.Sprintf("%q shape %+v steps %d bin %d skip %v", who, o.Shape, o.Steps, o.BinMicros, o.SkipBad)
	if o.ByClock {
		how += " by clock"
	}
	folder := sha256.Sum256(fmt.Appendf(nil, "%q %s\n", absolute(dir), how))
	h := sha256.New()
	fmt.Fprintf(h, "%sevents %d %s\n", cacheMagic, folderVersion, how)
	for _, r := range list {
		fmt.Fprintf(h, "%q %d %d %d\n", absolute(r.Path), r.Label, r.Size, r.ModTime)
	}
	return newCacheFile(cachePlace{o.CacheDir, o.NoCache || who == ""}, "events", split, hex.EncodeToString(folder[:8]), [32]byte(h.Sum(nil)))
}
