// Package nearest finds what a misspelt word was meant to be.
package nearest

import "fmt"

// Word returns the known word that is closest to s, "" if none is close. Among
// equals it is the first.
func Word(s string, known []string) string {
	best, dist := "", 1+len(s)/2
	for _, k := range known {
		if d := distance(s, k); d < dist {
			best, dist = k, d
		}
	}
	return best
}

// Hint returns Word as the end of a message, or nothing.
func Hint(s string, known []string) string {
	if w := Word(s, known); w != "" {
		return fmt.Sprintf("; did you mean %q?", w)
	}
	return ""
}

// distance counts the bytes to insert, delete or replace (Levenshtein 1966).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			sub := diag
			if a[i-1] != b[j-1] {
				sub++
			}
			diag = row[j]
			row[j] = min(sub, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
