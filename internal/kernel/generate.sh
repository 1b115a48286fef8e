#!/bin/sh
# Regenerates the assembly of this package and its declarations.
set -e
cd "$(dirname "$0")/_gen"
for isa in avx2 avx512; do
	GOFLAGS= go run . -isa "$isa" -pkg kernel -out "../${isa}_amd64.s" -stubs "../${isa}_stubs_amd64.go"
done
