#!/bin/sh
# Builds the command for every platform into dist/ with checksums. The same
# source and the same Go give the same bytes, wherever the source lies.
#
#   scripts/release.sh [DIR]
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
mkdir -p "$out"
version=$(git describe --tags --always --dirty 2>/dev/null || echo unknown)
for target in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64; do
	os=${target%/*}
	arch=${target#*/}
	name=snnsim-$version-$os-$arch
	[ "$os" = windows ] && name=$name.exe
	CGO_ENABLED=0 GOOS=$os GOARCH=$arch GOFLAGS= \
		go build -trimpath -ldflags '-s -w -buildid=' -o "$out/$name" ./cmd/snnsim
done
cd "$out"
sha256sum snnsim-"$version"-* >SHA256SUMS
cat SHA256SUMS
