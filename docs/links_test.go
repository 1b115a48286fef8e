// Package docs checks what the project's pages say against its files.
package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#+ (.*)$`)
	linkText = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	unspoken = regexp.MustCompile(`[^\p{L}\p{N}_\- ]`)
)

// Every link to a file of the project, and to a heading in it, leads somewhere.
func TestLinks(t *testing.T) {
	checked := 0
	for _, page := range pages(t, "..") {
		for _, match := range link.FindAllStringSubmatch(read(t, page), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			target, fragment, _ := strings.Cut(match[1], "#")
			file := page
			if target != "" {
				file = filepath.Join(filepath.Dir(page), target)
			}
			checked++
			if _, err := os.Stat(file); !assert.NoError(t, err, "%s: link %s", page, match[1]) || fragment == "" {
				continue
			}
			assert.Contains(t, anchors(read(t, file)), fragment, "%s: link %s", page, match[1])
		}
	}
	assert.Greater(t, checked, 100, "links found")
}

// pages are the Markdown files below dir, without those that are hidden or kept as test data.
func pages(t *testing.T, dir string) (files []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if name := entry.Name(); entry.IsDir() && (name == "testdata" || name == "runs" || name == "data" || len(name) > 2 && name[0] == '.') {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return err
	}))
	return files
}

// anchors are the fragments by which the headings of a page are reached.
func anchors(page string) (all []string) {
	for _, match := range heading.FindAllStringSubmatch(page, -1) {
		words := unspoken.ReplaceAllString(linkText.ReplaceAllString(match[1], "$1"), "")
		all = append(all, strings.ReplaceAll(strings.ToLower(strings.TrimSpace(words)), " ", "-"))
	}
	return all
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(text)
}
