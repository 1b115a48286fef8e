// Package decimal reads whole numbers as people mean them: zeros in front do not make them octal.
package decimal

import "strings"

// Trim takes zeros off the front of a whole number that base 0 of strconv would read as octal;
// 0o17 and 0x1f stay what they are.
func Trim(text string) string {
	sign := ""
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, text = text[:1], text[1:]
	}
	for len(text) > 1 && text[0] == '0' && (text[1] >= '0' && text[1] <= '9' || text[1] == '_') {
		text = strings.TrimPrefix(text[1:], "_")
	}
	return sign + text
}
