package eventfile

import (
	"bytes"
	"strings"
)

// hashLine returns the next line of a header, without what it ends with, and where the
// line behind it begins. What does not begin with # or is not text is data.
func hashLine(b []byte, at int) (line string, next int, ok bool) {
	if at >= len(b) || b[at] != '#' {
		return "", at, false
	}
	n := bytes.IndexByte(b[at:], '\n')
	if n < 0 {
		return "", at, false
	}
	text := bytes.TrimSuffix(b[at:at+n], []byte("\r"))
	return string(text), at + n + 1, isText(text)
}

// isText reports whether a line has no control characters but tabs and what it ends with.
func isText(line []byte) bool {
	return !bytes.ContainsFunc(bytes.TrimSuffix(line, []byte("\r")), func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// percentHeader returns the lines of a header, without the % and the space that they begin
// with, and where it ends: before the first line without them or not of text, or behind the
// line "% end".
func percentHeader(b []byte) (lines []string, end int) {
	for bytes.HasPrefix(b[end:], []byte("% ")) {
		n := bytes.IndexByte(b[end:], '\n')
		if n < 0 || !isText(b[end:end+n]) {
			return lines, end
		}
		line := strings.TrimSpace(string(b[end+2 : end+n]))
		lines, end = append(lines, line), end+n+1
		if line == "end" {
			break
		}
	}
	return lines, end
}
