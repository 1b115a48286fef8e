package catalog

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/snnsim/snnsim/internal/atomicfile"
)

// copyFile copies a file; the copy gets its name when it is complete.
func copyFile(ctx context.Context, to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	err = atomicfile.StreamFS(atomicfile.OS{}, to, func(w io.Writer) error {
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			if _, err := io.CopyN(w, in, copyPart); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	return nil
}

// copyPart is how much is copied before the context is looked at, bytes.
const copyPart = 1 << 20
