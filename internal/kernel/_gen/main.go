// Command gen writes the assembly of package kernel: every kernel for one
// instruction set. See ../generate.sh.
package main

import (
	"flag"
	"log"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	set := flag.String("isa", "avx2", "instruction set: avx2 or avx512")
	flag.Parse()
	ConstraintExpr("!noasm")
	var s isa
	switch *set {
	case "avx2":
		s = isa{suffix: "AVX2", bytes: 32, regs: 16}
	case "avx512":
		s = isa{suffix: "AVX512", bytes: 64, regs: 32, wide: true}
	default:
		log.Fatalf("unknown instruction set %q", *set)
	}
	s.gemm()
	s.addRows()
	s.scatterRows()
	s.dotRows()
	s.lif()
	s.warmth()
	s.reverse()
	s.vector()
	s.transpose()
	s.combine()
	s.peak()
	if s.wide {
		s.decode()
	}
	Generate()
}
