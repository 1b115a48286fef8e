package main

import (
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLookAt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs /proc")
	}
	l, err := lookAt(os.Getpid(), time.Minute)
	require.NoError(t, err)
	assert.Greater(t, l.resident, int64(1<<20))
	assert.GreaterOrEqual(t, l.files, 3)
	assert.GreaterOrEqual(t, l.threads, 1)
	_, err = lookAt(-1, 0)
	assert.Error(t, err)
}

func TestTable(t *testing.T) {
	assert.Equal(t, `| time | resident | files | threads |
|---:|---:|---:|---:|
| 1m0s | 21.0 MB | 9 | 7 |

12 epochs, each with an evaluation and a checkpoint.
`, table([]look{{time.Minute, 21e6, 9, 7}}, 12))
}
