package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"snnsim": main,
	})
}

// TestScripts runs the command as a user would. Scripts make their data with
// the command mkdata.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"mkdata": mkdata, "exits": exits, "sameweights": sameWeights, "cut": cut, "server": server, "pytorch": pytorch, "tfevents": tfeventsOf,
			"killing": killing, "samemetrics": sameMetrics, "waitfor": waitFor,
		},
		Setup: func(e *testscript.Env) error {
			// Caches and home stay inside the script's folder.
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("XDG_CACHE_HOME", e.WorkDir+"/.cache")
			return nil
		},
	})
}
