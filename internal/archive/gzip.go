package archive

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
)

// GzipSHA256 returns the hexadecimal SHA-256 of what a gzip file unpacks to,
// which is the same however it was packed. More than limit bytes are refused.
func GzipSHA256(path string, limit int64) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("archive: %w", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "", fmt.Errorf("archive: %s: gzip: %w", path, err)
	}
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(z, limit+1))
	if err != nil {
		return "", fmt.Errorf("archive: %s: gzip: %w", path, err)
	}
	if n > limit {
		return "", fmt.Errorf("archive: %s: %w: more than %d bytes", path, ErrRefused, limit)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
