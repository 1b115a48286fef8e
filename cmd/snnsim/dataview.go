package main

import (
	"github.com/spf13/cobra"

	"github.com/snnsim/snnsim/internal/web"
)

// newDataView is view for data sets, where people look for it.
func newDataView() *cobra.Command {
	f := viewFlags{http: web.Loopback + ":8080"}
	cmd := &cobra.Command{
		Use:   "view [DIR]",
		Short: "Browse a data set in a browser",
		Long: `Serve a page to browse a data set: recordings as moving pictures, and images. It
is the same page as that of snnsim view --data DIR.`,
		Example: "  snnsim data view nmnist/\n  snnsim data view --dataset nmnist-sim",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				f.data.path = args[0]
			}
			return viewData(cmd, &f, "DIR or --dataset")
		},
	}
	fl := cmd.Flags()
	fl.StringVar(&f.data.name, "dataset", "", nameOfSets())
	fl.BoolVar(&f.data.skipBad, "skip-bad", false, "leave out bad recordings instead of refusing the folder")
	fl.Var(&f.http, "http", "address of the page, HOST:PORT; this machine only unless HOST is given")
	return cmd
}
