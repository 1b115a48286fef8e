//go:build amd64 && !noasm

package kernel

func candidates() []candidate {
	return []candidate{{"generic", generic}}
}
