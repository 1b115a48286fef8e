package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/snn"
)

func (src *source) openSimulated(ctx context.Context, cfg *snn.Config, splits []string, v *view) ([]dataset, error) {
	return nil, errors.New("pending")
}

func newSimulate() *cobra.Command { return &cobra.Command{Use: "simulate"} }
