package npy

import (
	"fmt"
	"strconv"
	"strings"
)

// literals reads the notation of Python for strings, whole numbers, True,
// False, tuples, lists and dictionaries with strings as keys.
type literals struct {
	text  string
	at    int
	depth int
}

const maxDepth = 8

// parseLiteral reads one value and the white space around it. Tuples and lists
// are []any, dictionaries map[string]any, numbers int64.
func parseLiteral(text string) (any, *FormatError) {
	p := &literals{text: text}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(text) {
		return nil, p.fault("the end of the header")
	}
	return v, nil
}

func (p *literals) fault(want string) *FormatError {
	got := "the end of the header"
	if p.at < len(p.text) {
		got = strconv.Quote(p.text[p.at:min(p.at+10, len(p.text))])
	}
	return &FormatError{Offset: int64(p.at), Want: want, Got: got}
}

func (p *literals) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n\x00", p.text[p.at]) >= 0 {
		p.at++
	}
}

// skip passes a character if it comes next.
func (p *literals) skip(c byte) bool {
	if p.space(); p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *literals) value() (any, *FormatError) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fault(fmt.Sprintf("at most %d levels", maxDepth))
	}
	defer func() { p.depth-- }()
	p.space()
	rest := p.text[p.at:]
	switch {
	case strings.HasPrefix(rest, "True"):
		p.at += 4
		return true, nil
	case strings.HasPrefix(rest, "False"):
		p.at += 5
		return false, nil
	case strings.HasPrefix(rest, "'"), strings.HasPrefix(rest, `"`):
		return p.str()
	case p.skip('('):
		return p.list(')')
	case p.skip('['):
		return p.list(']')
	case p.skip('{'):
		return p.dict()
	}
	return p.number()
}

func (p *literals) str() (any, *FormatError) {
	quote := p.text[p.at]
	n := strings.IndexByte(p.text[p.at+1:], quote)
	if n < 0 {
		return nil, p.fault("a string with an end")
	}
	s := p.text[p.at+1 : p.at+1+n]
	if strings.ContainsAny(s, "\\\n") {
		return nil, p.fault("a string without escapes")
	}
	p.at += n + 2
	return s, nil
}

func (p *literals) number() (any, *FormatError) {
	end := p.at
	for end < len(p.text) && (p.text[end] >= '0' && p.text[end] <= '9' || end == p.at && p.text[end] == '-') {
		end++
	}
	v, err := strconv.ParseInt(p.text[p.at:end], 10, 64)
	if err != nil {
		return nil, p.fault("a value")
	}
	p.at = end
	p.skip('L') // Python 2 wrote it behind long numbers
	return v, nil
}

func (p *literals) list(end byte) (any, *FormatError) {
	list := []any{}
	for !p.skip(end) {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if !p.skip(',') {
			if p.skip(end) {
				break
			}
			return nil, p.fault("a comma or " + strconv.QuoteRune(rune(end)))
		}
	}
	return list, nil
}

func (p *literals) dict() (any, *FormatError) {
	dict := map[string]any{}
	for !p.skip('}') {
		key, err := p.value()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if _, twice := dict[name]; !ok || twice {
			return nil, p.fault("a new string as the key before here")
		}
		if !p.skip(':') {
			return nil, p.fault("a colon")
		}
		if dict[name], err = p.value(); err != nil {
			return nil, err
		}
		if !p.skip(',') {
			if p.skip('}') {
				break
			}
			return nil, p.fault("a comma or '}'")
		}
	}
	return dict, nil
}
