package main

import "github.com/spf13/cobra"

func newData() *cobra.Command {
	return &cobra.Command{Use: "data", Short: "Work with data sets"}
}
