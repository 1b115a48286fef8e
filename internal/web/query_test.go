package web

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

var pairs = []numberRange{{name: "a", max: 99}, {name: "b", min: 1, max: 1 << 31, optional: true}}

func TestParseNumbers(t *testing.T) {
	for in, want := range map[string][]int{"a=0": {0, -1}, "a=99&b=1": {99, 1}, "b=2147483648&a=7": {7, 1 << 31}} {
		got, err := parseNumbers(in, pairs...)
		assert.NoError(t, err, in)
		assert.Equal(t, want, got)
	}
	for in, want := range map[string]string{
		"": "a: missing", "b=1": "a: missing", "a=": "expected a number from 0 to 99", "a=100": "from 0 to 99", "a=-1": "from 0", "a=+1": "from 0", "a=01": "from 0", "a=1e1": "from 0",
		"a=1&a=1": "given twice", "a=1&b=0": "from 1", "a=1&c=1": `"c": not known`, "a=1&": `"": not known`, "a=%31": "from 0", "a=1;b=2": "from 0", "a=99999999999999999999": "from 0", "A=1": "not known",
	} {
		_, err := parseNumbers(in, pairs...)
		assert.ErrorContains(t, err, want, in)
	}
	_, err := parseNumbers("")
	assert.NoError(t, err)
}

// FuzzQuery checks that what is accepted is within its range and is what the
// standard library reads.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"", "a=1", "a=1&b=2", "b=3&a=0", "a=1&a=2", "a=00", "a=%30", "c=1", "a=1&&b=1", "a=9223372036854775808", "a==1", "&", "a=1&b=", "a\x00=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		n, err := parseNumbers(raw, pairs...)
		if err != nil {
			return
		}
		q, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatalf("%q is accepted, though: %v", raw, err)
		}
		for i, p := range pairs {
			switch {
			case n[i] < 0 && p.optional && !q.Has(p.name):
			case n[i] < p.min || n[i] > p.max || len(q[p.name]) != 1 || q.Get(p.name) != fmt.Sprint(n[i]):
				t.Fatalf("%q: %s is %d", raw, p.name, n[i])
			}
		}
		if len(q) > len(pairs) {
			t.Fatalf("%q holds more", raw)
		}
	})
}
