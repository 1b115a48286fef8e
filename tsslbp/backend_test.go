package tsslbp_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/internal/kernel"
)

// backEnd is the one that the environment names, so that a test that doesn't try
// them all is run on each in turn, see .ci/run.
func backEnd(t testing.TB) *kernel.Set {
	k, err := kernel.Default()
	require.NoError(t, err)
	return k
}
