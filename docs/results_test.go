package docs

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	logLink   = regexp.MustCompile(`\[log\]\(([^)]+)\)`)
	epochLine = regexp.MustCompile(`(?m)^epoch +\d+/\d+ .* test +([\d.]+)% +\(best ([\d.]+)% in epoch (\d+)\)`)
)

// A row of docs/results/README.md gives the last and the best test accuracy, and the latter's epoch, of the
// log that it names.
func TestResultsAreThoseOfTheirLogs(t *testing.T) {
	const page = "results/README.md"
	rows := 0
	for row := range strings.Lines(read(t, page)) {
		match := logLink.FindStringSubmatch(row)
		if match == nil || !strings.HasPrefix(row, "|") {
			continue
		}
		rows++
		epochs := epochLine.FindAllStringSubmatch(read(t, filepath.Join(filepath.Dir(page), match[1])), -1)
		require.NotEmpty(t, epochs, "epochs of %s", match[1])
		end := epochs[len(epochs)-1]
		assert.Regexp(t, `[| *]`+accuracy(end[1])+`\|[ *]*`+accuracy(end[2])+`\((?:\d+, )?`+end[3]+`[),]`, row, "row of %s", match[1])
	}
	assert.Greater(t, rows, 40, "rows with a log")
}

// accuracy matches one in a cell, and what follows it there. Recordings are counted: 96 of 100, not
// 96.00 %.
func accuracy(percent string) string {
	number := regexp.QuoteMeta(percent)
	if whole, ok := strings.CutSuffix(number, `\.00`); ok {
		number = whole + `(?:\.00)?`
	}
	return number + `\b[^.\d|][^|]*`
}
