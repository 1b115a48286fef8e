package bench

import (
	"runtime"

	"github.com/klauspost/cpuid/v2"

	"github.com/snnsim/snnsim/internal/kernel"
)

// Machine is what was measured on.
type Machine struct {
	CPU        string   `json:"cpu"`
	Processors int      `json:"processors"` // that the program may use at once
	Platform   string   `json:"platform"`
	Go         string   `json:"go"`
	Kernels    []string `json:"kernels"` // back ends that the processor runs, best last
}

// ThisMachine describes the computer that the program runs on.
func ThisMachine() Machine {
	m := Machine{
		CPU:        cpuid.CPU.BrandName,
		Processors: runtime.GOMAXPROCS(0),
		Platform:   runtime.GOOS + "/" + runtime.GOARCH,
		Go:         runtime.Version(),
	}
	for _, s := range kernel.Available() {
		m.Kernels = append(m.Kernels, s.Name)
	}
	return m
}
