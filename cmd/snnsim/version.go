package main

import (
	"runtime"
	"runtime/debug"

	"github.com/klauspost/cpuid/v2"

	"github.com/snnsim/snnsim/internal/kernel"
	"github.com/snnsim/snnsim/internal/rundir"
)

// version returns the module version or revision that the binary was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 && v == "(devel)" {
			v = s.Value[:12]
		}
	}
	return v
}

// versions returns what a result depends on besides its configuration.
func versions(k *kernel.Set) map[string]string {
	return map[string]string{
		"snnsim": version(), "go": runtime.Version(),
		"platform": runtime.GOOS + "/" + runtime.GOARCH, "kernel": k.Name,
	}
}

// processor describes the machine.
func processor() rundir.CPU {
	return rundir.CPU{
		Name: cpuid.CPU.BrandName, Cores: cpuid.CPU.PhysicalCores, Logical: runtime.NumCPU(), Features: cpuid.CPU.FeatureSet(),
	}
}
