package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/snnsim/snnsim/internal/tfevents"
)

// tfeventsOf RUN TAG STEP... checks at which steps a tag has values in the
// event files of a run, read as TensorBoard does: a session that starts at a
// step makes it forget that step and later ones.
func tfeventsOf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: tfevents RUN TAG STEP...")
	}
	files, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), tfevents.Prefix+"*"))
	ts.Check(err)
	slices.Sort(files)
	var got []string
	for _, f := range files {
		b, err := os.ReadFile(f)
		ts.Check(err)
		for len(b) >= 16 {
			n := int(binary.LittleEndian.Uint64(b))
			if len(b) < 16+n {
				break // a writer was killed
			}
			ev := fields(b[12 : 12+n])
			b = b[16+n:]
			step := 0
			if v := ev[2]; len(v) > 0 {
				u, _ := protowire.ConsumeVarint(v[0])
				step = int(u)
			}
			if len(ev[7]) > 0 {
				got = slices.DeleteFunc(got, func(s string) bool {
					v, _ := strconv.Atoi(s)
					return v >= step
				})
			}
			for _, s := range ev[5] {
				for _, v := range fields(inner(s))[1] {
					if string(inner(fields(inner(v))[1][0])) == args[1] {
						got = append(got, strconv.Itoa(step))
					}
				}
			}
		}
	}
	// A run that is killed between the last step of an epoch and the epoch's
	// end writes the results of that end again, the same at the same step.
	got = slices.Compact(got)
	if !slices.Equal(got, args[2:]) {
		ts.Fatalf("%s at steps %v, want %v", args[1], got, args[2:])
	}
}

// fields splits a protocol buffer into the raw values of its fields.
func fields(b []byte) map[int][][]byte {
	m := map[int][][]byte{}
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return nil
		}
		b = b[n:]
		if n = protowire.ConsumeFieldValue(num, typ, b); n < 0 {
			return nil
		}
		m[int(num)] = append(m[int(num)], b[:n])
		b = b[n:]
	}
	return m
}

// inner takes the length off a value.
func inner(b []byte) []byte {
	v, _ := protowire.ConsumeBytes(b)
	return v
}
