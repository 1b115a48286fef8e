package datasets

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/spikes"
)

func FuzzDecodeEvents(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{3, 33, 0x80, 1, 2})
	f.Add([]byte{255, 240, 0x7f, 255, 255, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		ev, err := DecodeEvents(b)
		if err != nil {
			return
		}
		back, err := AppendEvents(nil, ev)
		require.NoError(t, err)
		require.True(t, bytes.Equal(b, back), "the format has one code for every event")
		var tr spikes.Train
		for i := range 8 {
			// No event, however far outside, may reach beyond the train.
			Binning{
				Steps: 30, BinMicros: 3000, Stabilize: i&1 != 0, OffByOne: i&2 != 0, Transpose: i&4 != 0,
			}.Bin(ev, &tr)
			require.NoError(t, checkPadding(&tr))
		}
	})
}

func FuzzParseIDX(f *testing.F) {
	f.Add(idx([]uint32{2, 1, 3}, []byte{1, 2, 3, 4, 5, 6}), byte(3))
	f.Add(idx([]uint32{3}, []byte{1, 2}), byte(1))
	f.Add(idx([]uint32{1 << 31, 1 << 31, 4}, nil), byte(3))
	f.Fuzz(func(t *testing.T, b []byte, dims byte) {
		dims %= 5
		shape, data, err := parseIDX("x", bytes.NewReader(b), int(dims))
		if err != nil {
			require.ErrorContains(t, err, "x: offset")
			return
		}
		var u []uint32
		for _, d := range shape {
			u = append(u, uint32(d))
		}
		require.Equal(t, b, idx(u, data), "what was read says all that was there")
	})
}

func FuzzParseCIFAR(f *testing.F) {
	f.Add([]byte{}, uint8(0))
	f.Add([]byte{3, 1, 2, 3}, uint8(1))
	f.Add([]byte{12, 1, 2, 3}, uint8(2))
	f.Add([]byte{1, 2}, uint8(255))
	f.Fuzz(func(t *testing.T, b []byte, records uint8) {
		// Fuzzing does not find lengths of whole records by itself.
		if n := int(records%4) * cifarRecord; n > 0 {
			b = append(b, make([]byte, n)...)[:n]
		}
		set := ImageSet{info: Info{Shape: cifarShape}, norm: CIFAR10Normalization()}
		if err := set.parseCIFAR("x", b); err != nil {
			return
		}
		require.Equal(t, len(b)/cifarRecord, set.Len())
		var s spikes.Sample
		for i := range set.Len() {
			require.NoError(t, set.Fill(i, &s, nil))
			rec, px := b[i*cifarRecord:], set.Pixels(i)
			require.Equal(t, int(rec[0]), s.Label)
			for c := range 3 {
				for at := range cifarPlane {
					if rec[1+c*cifarPlane+at] != px[3*at+c] {
						t.Fatalf("record %d, plane %d, pixel %d", i, c, at)
					}
				}
			}
		}
	})
}

func FuzzParsePacked(f *testing.F) {
	key := [32]byte{7}
	p := NewPacked(spikes.Shape{H: 2, W: 33, C: 2}, 3)
	for label := range 3 {
		tr := spikes.NewTrain(p.Shape(), p.Steps())
		tr.Set(label, 1, 32, 1)
		tr.Set(2, 0, 0, 0)
		p.Append(label, tr)
	}
	p.Notes = []string{"one bad recording", ""}
	path := filepath.Join(f.TempDir(), "p")
	require.NoError(f, p.Save(path, key))
	file, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(file)
	f.Add(file[:len(file)-9])
	p.origins = []uint32{0, 2, 7} // others were left out
	require.NoError(f, p.Save(path, key))
	file, err = os.ReadFile(path)
	require.NoError(f, err)
	f.Add(file)
	f.Fuzz(func(t *testing.T, b []byte) {
		// Put magic number, key and checksum right: damage must be found
		// behind them too.
		b = bytes.Clone(b)
		if len(b) >= len(cacheMagic)+len(key)+4 {
			copy(b, cacheMagic)
			copy(b[len(cacheMagic):], key[:])
			body := b[:len(b)-4]
			binary.LittleEndian.PutUint32(b[len(body):], crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
		}
		p, err := parsePacked(b, key)
		if err != nil {
			require.ErrorIs(t, err, errCache)
			return
		}
		if paths := pathsOf(p, make([]Recording, 8)); paths != nil {
			require.Len(t, paths, p.Len())
		}
		var s spikes.Sample
		for i := range min(p.Len(), 3) {
			if p.Fill(i, &s) == nil {
				require.NoError(t, checkPadding(&s.Train))
				again := NewPacked(p.Shape(), p.Steps())
				again.Append(s.Label, &s.Train)
				var copied spikes.Sample
				require.NoError(t, again.Fill(0, &copied))
				require.Equal(t, s.Train.Bits, copied.Train.Bits)
			}
		}
	})
}
