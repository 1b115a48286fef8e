package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

// ChecksumError says that a file is not the one that is wanted.
type ChecksumError struct {
	Path      string
	Want, Got string // hexadecimal SHA-256
}

// Error names both checksums.
func (e *ChecksumError) Error() string {
	return fmt.Sprintf("fetch: %s: sha256 %s, expected %s: damaged, or another file", e.Path, e.Got, e.Want)
}

// SHA256 returns the hexadecimal checksum of a file.
func SHA256(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("fetch: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("fetch: %s: %w", path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Verify checks the SHA-256 of a file.
func Verify(path, want string) error {
	got, err := SHA256(path)
	if err != nil {
		return err
	}
	if !strings.EqualFold(got, want) {
		return &ChecksumError{Path: path, Want: strings.ToLower(want), Got: got}
	}
	return nil
}
