package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	testscript.Main(leakFree{m}, map[string]func(){
		"snnsim": main,
	})
}

// leakFree fails tests that leave a goroutine behind.
type leakFree struct{ tests *testing.M }

// Run implements testscript.TestingM.
func (l leakFree) Run() int {
	code := l.tests.Run()
	if code != 0 {
		return code
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
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
