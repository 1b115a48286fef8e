package snn

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryKeyIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/network.md")
	require.NoError(t, err)
	cfg := DefaultConfig()
	fields := append(settingsFields(&cfg.Network), dataFields(&cfg.Data)...)
	fields = append(fields, eventFields(&cfg.Events)...)
	for _, typ := range []string{TypeConv, TypeLinear, TypePooling, TypeDropout} {
		l := DefaultLayer("layer", typ)
		fields = append(fields, layerFields(&l)...)
	}
	for _, f := range fields {
		assert.True(t, strings.Contains(string(doc), "`"+f.key+"`"), "docs/network.md lacks %s", f.key)
	}
}
