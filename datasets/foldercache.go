package datasets

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// folderVersion changes whenever the same recordings and options give other spikes.
const folderVersion = 1

// cache is where a split is kept.
func (o *FolderOptions) cache(dir, split string, list []Recording) cacheFile {
	how := fmt.Sprintf("%T %+v shape %+v steps %d bin %d skip %v", o.Files, o.Files, o.Shape, o.Steps, o.BinMicros, o.SkipBad)
	folder := sha256.Sum256(fmt.Appendf(nil, "%q %s\n", absolute(dir), how))
	h := sha256.New()
	fmt.Fprintf(h, "%sevents %d %s\n", cacheMagic, folderVersion, how)
	for _, r := range list {
		fmt.Fprintf(h, "%q %d %d %d\n", absolute(r.Path), r.Label, r.Size, r.ModTime)
	}
	return newCacheFile(cachePlace{o.CacheDir, o.NoCache}, "events", split, hex.EncodeToString(folder[:8]), [32]byte(h.Sum(nil)))
}
