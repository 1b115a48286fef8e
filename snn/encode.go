package snn

import (
	"bytes"
	"fmt"
	"strconv"
)

// Text returns the configuration as a network file with every setting
// spelled out; ParseConfig reads it back.
func (c *Config) Text() []byte {
	var b bytes.Buffer
	b.WriteString("Network:\n")
	for _, f := range settingsFields(&c.Network) {
		if in, ok := f.dst.(*[]int); ok && len(*in) == 0 {
			continue
		}
		fmt.Fprintf(&b, "  %s: %s\n", f.key, fieldText(f.dst))
	}
	b.WriteString("\nData:\n")
	for _, f := range dataFields(&c.Data) {
		fmt.Fprintf(&b, "  %s: %s\n", f.key, fieldText(f.dst))
	}
	if c.Events != (BreakEvens{}) {
		b.WriteString("\nEvents:\n")
		for _, f := range eventFields(&c.Events) {
			fmt.Fprintf(&b, "  %s: %s\n", f.key, fieldText(f.dst))
		}
	}
	b.WriteString("\nLayers:\n")
	for i := range c.Layers {
		l := c.Layers[i]
		fmt.Fprintf(&b, "  %s:\n", strconv.Quote(l.Name))
		for _, f := range layerFields(&l) {
			if f.key == "tau_m" && l.TauM == 0 || f.key == "stride" && l.Stride == [2]int{} {
				continue
			}
			fmt.Fprintf(&b, "    %s: %s\n", f.key, fieldText(f.dst))
		}
	}
	return b.Bytes()
}

// structure is the text of what a network is built of, for comparison.
func (c *Config) structure() string {
	s := DefaultConfig()
	s.Network.Steps, s.Network.Classes = c.Network.Steps, c.Network.Classes
	s.Network.TauM, s.Network.TauS = c.Network.TauM, c.Network.TauS
	s.Layers = c.Layers
	return string(s.Text())
}

func fieldText(dst any) string {
	switch p := dst.(type) {
	case *string:
		return strconv.Quote(*p)
	case *bool:
		return strconv.FormatBool(*p)
	case *int:
		return strconv.Itoa(*p)
	case *uint64:
		return strconv.FormatUint(*p, 10)
	case *float64:
		return strconv.FormatFloat(*p, 'g', -1, 64)
	case *[2]int:
		return fmt.Sprintf("[%d, %d]", p[0], p[1])
	case *[]int:
		s := "["
		for i, v := range *p {
			if i > 0 {
				s += ", "
			}
			s += strconv.Itoa(v)
		}
		return s + "]"
	}
	return ""
}
