package datasets

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/snnsim/snnsim/spikes"
)

// write puts a file into a folder that it makes.
func write(t testing.TB, path string, content []byte) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, content, 0o644))
	return path
}

// encode returns events in the 40-bit format.
func encode(t testing.TB, ev ...Event) []byte {
	t.Helper()
	b, err := AppendEvents(nil, ev)
	require.NoError(t, err)
	return b
}

// smallNMNIST makes a folder with four recordings of two events in Train.
func smallNMNIST(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for i, name := range []string{"7/00001.bin", "2/00010.bin", "2/00003.bin", "0/00003.bin"} {
		ev := []Event{{X: uint16(i), Y: 20, P: 1, T: 4000}, {X: 30, Y: uint16(20 + i), P: 0, T: 7000}}
		write(t, filepath.Join(dir, "Train", name), encode(t, ev...))
	}
	return dir
}

// completeNMNIST adds a recording of every digit, behind those.
func completeNMNIST(t testing.TB) string {
	t.Helper()
	dir := smallNMNIST(t)
	for d := range nmnistClasses {
		write(t, filepath.Join(dir, "Train", strconv.Itoa(d), fmt.Sprintf("001%02d.bin", d)), encode(t, Event{X: uint16(d), Y: 3, T: 100}, Event{X: 4, Y: 4, T: 8000}))
	}
	return dir
}

const fullSamples = 4 + nmnistClasses // recordings of completeNMNIST

// idx returns an IDX file.
func idx(dims []uint32, data []byte) []byte {
	b := []byte{0, 0, idxBytes, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, data...)
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(b)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

// drawEvents draws recordings that ascend in time, with events at 0 µs and on
// the borders of bins.
func drawEvents(t *rapid.T) []Event {
	at := int32(0)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Event {
		at += rapid.SampledFrom([]int32{0, 0, 1, 999, 1000, 3000, 17_311}).Draw(t, "gap")
		return Event{
			X: rapid.Uint16Range(0, Side-1).Draw(t, "x"), Y: rapid.Uint16Range(0, Side-1).Draw(t, "y"),
			P: rapid.Uint8Range(0, 1).Draw(t, "p"), T: at,
		}
	}), 0, 60).Draw(t, "events")
}

// drawTrain draws a train of an odd shape.
func drawTrain(t *rapid.T) *spikes.Train {
	s := spikes.Shape{
		H: rapid.IntRange(1, 9).Draw(t, "h"), W: rapid.IntRange(1, 70).Draw(t, "w"), C: rapid.IntRange(1, 3).Draw(t, "c"),
	}
	tr := spikes.NewTrain(s, rapid.IntRange(1, 5).Draw(t, "steps"))
	scatter(t, tr, rapid.IntRange(0, 200).Draw(t, "spikes"))
	return tr
}

func scatter(t *rapid.T, tr *spikes.Train, n int) {
	for range n {
		tr.Set(rapid.IntRange(0, tr.T-1).Draw(t, "t"), rapid.IntRange(0, tr.Shape.H-1).Draw(t, "y"),
			rapid.IntRange(0, tr.Shape.W-1).Draw(t, "x"), rapid.IntRange(0, tr.Shape.C-1).Draw(t, "c"))
	}
}

// eventSet is NewEventSet of labels that are known to be good.
func eventSet(info Info, p *Packed) *EventSet {
	set, err := NewEventSet(info, p)
	if err != nil {
		panic(err)
	}
	return set
}
