// Command licences lists the licences of all modules that are linked into the
// command on any released platform, as docs/licences.md holds them:
//
//	go run ./scripts/licences > docs/licences.md
//
// It fails if a licence is not known, or asks more than to be named.
package main

import (
	"fmt"
	"os"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run() error {
	modules, err := linked("./cmd/snnsim")
	if err != nil {
		return err
	}
	text, err := page(modules)
	if err != nil {
		return err
	}
	fmt.Print(text)
	return nil
}
