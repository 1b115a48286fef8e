package tfevents

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What follows reads event files with nothing of the package or its library:
// a CRC bit by bit, and protocol buffers by the book.

func crcBitByBit(b []byte) uint32 {
	c := ^uint32(0)
	for _, x := range b {
		c ^= uint32(x)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ 0x82f63b78
			} else {
				c >>= 1
			}
		}
	}
	return ^c
}

func unmask(m uint32) uint32 {
	m -= 0xa282ead8
	return m>>17 | m<<15
}

// records splits a file and checks both checksums of every record.
func records(t *testing.T, b []byte) [][]byte {
	t.Helper()
	var out [][]byte
	for len(b) > 0 {
		require.GreaterOrEqual(t, len(b), 16)
		n := int(binary.LittleEndian.Uint64(b))
		require.Equal(t, crcBitByBit(b[:8]), unmask(binary.LittleEndian.Uint32(b[8:])))
		data := b[12 : 12+n]
		require.Equal(t, crcBitByBit(data), unmask(binary.LittleEndian.Uint32(b[12+n:])))
		out, b = append(out, data), b[16+n:]
	}
	return out
}

// message is a protocol buffer: the values of every field, numbers as their
// bits.
type message map[int][]any

func decode(t *testing.T, b []byte) message {
	t.Helper()
	m := message{}
	varint := func() uint64 {
		v, n := binary.Uvarint(b)
		require.Positive(t, n)
		b = b[n:]
		return v
	}
	for len(b) > 0 {
		key := varint()
		field := int(key >> 3)
		switch key & 7 {
		case 0:
			m[field] = append(m[field], varint())
		case 1:
			m[field] = append(m[field], binary.LittleEndian.Uint64(b))
			b = b[8:]
		case 2:
			n := varint()
			m[field] = append(m[field], b[:n:n])
			b = b[n:]
		case 5:
			m[field] = append(m[field], binary.LittleEndian.Uint32(b))
			b = b[4:]
		default:
			require.Fail(t, "wire type")
		}
	}
	return m
}

func (m message) double(field int) float64 { return math.Float64frombits(m[field][0].(uint64)) }
func (m message) text(field int) string    { return string(m[field][0].([]byte)) }
func (m message) in(t *testing.T, field, i int) message {
	return decode(t, m[field][i].([]byte))
}

func doubles(b any) []float64 {
	var out []float64
	for raw := b.([]byte); len(raw) > 0; raw = raw[8:] {
		out = append(out, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
	}
	return out
}

func clock() func() time.Time {
	at := time.Unix(1_700_000_000, 500_000_000)
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}

func TestTheReaderOfTheTest(t *testing.T) {
	// The check value of CRC-32C, and an example of varints from the books.
	assert.EqualValues(t, 0xe3069283, crcBitByBit([]byte("123456789")))
	assert.Equal(t, message{1: {uint64(150)}}, decode(t, []byte{0x08, 0x96, 0x01}))
}

func TestWriter(t *testing.T) {
	var out bytes.Buffer
	w, err := New(&out, clock())
	require.NoError(t, err)
	require.NoError(t, w.Restart(300))
	require.NoError(t, w.Scalar(300, "train/loss", 0.25))
	require.NoError(t, w.Scalar(300, "train/accuracy", -1.5))
	require.NoError(t, w.Scalar(301, "train/loss", math.NaN()))
	require.NoError(t, w.Histogram(301, "weights/conv_1", HistogramOf([]float32{-1, 0, 2})))
	require.NoError(t, w.Flush())
	require.NoError(t, w.Flush(), "nothing new")
	require.NoError(t, w.Scalar(0, "start", 1))
	require.NoError(t, w.Close())

	recs := records(t, out.Bytes())
	require.Len(t, recs, 5)
	var ev []message
	for i, r := range recs {
		m := decode(t, r)
		assert.InDelta(t, 1_700_000_001.5+float64(i), m.double(1), 1e-6)
		ev = append(ev, m)
	}
	assert.Equal(t, "brain.Event:2", ev[0].text(3))
	assert.Empty(t, ev[0][2])
	assert.Equal(t, []any{uint64(300)}, ev[1][2])
	assert.Equal(t, message{1: {uint64(1)}}, ev[1].in(t, 7, 0), "a session starts")

	assert.Equal(t, []any{uint64(300)}, ev[2][2])
	s := ev[2].in(t, 5, 0)
	require.Len(t, s[1], 2, "one event a step")
	v := s.in(t, 1, 0)
	assert.Equal(t, "train/loss", v.text(1))
	assert.Equal(t, math.Float32bits(0.25), v[2][0])
	assert.Equal(t, "train/accuracy", s.in(t, 1, 1).text(1))
	assert.Equal(t, math.Float32bits(-1.5), s.in(t, 1, 1)[2][0])

	s = ev[3].in(t, 5, 0)
	assert.True(t, math.IsNaN(float64(math.Float32frombits(s.in(t, 1, 0)[2][0].(uint32)))))
	v = s.in(t, 1, 1)
	assert.Equal(t, "weights/conv_1", v.text(1))
	h := v.in(t, 5, 0)
	for field, want := range map[int]float64{1: -1, 2: 2, 3: 3, 4: 1, 5: 5} {
		assert.Equal(t, want, h.double(field), "field %d", field)
	}
	limits, counts := doubles(h[6][0]), doubles(h[7][0])
	require.Len(t, limits, Buckets)
	require.Len(t, counts, Buckets)
	assert.Equal(t, 2.0, limits[Buckets-1])
	assert.Equal(t, 1.0, counts[0])
	assert.Equal(t, 1.0, counts[10], "0 begins the bucket from 0 to 0.1")
	assert.Equal(t, 1.0, counts[Buckets-1])
	assert.Empty(t, ev[4][2], "step 0 is the default")
}

func TestHistogramOf(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	values := make([]float32, 1000)
	for i := range values {
		values[i] = float32(rng.NormFloat64())
	}
	values[3], values[4], values[5] = float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))
	h := HistogramOf(values)
	assert.Equal(t, 997.0, h.N)
	sum := 0.0
	for i, c := range h.Counts {
		sum += c
		if i > 0 {
			assert.Greater(t, h.Limits[i], h.Limits[i-1])
		}
	}
	assert.Equal(t, h.N, sum)
	assert.Equal(t, h.Max, h.Limits[len(h.Limits)-1])

	assert.Equal(t, Histogram{Min: 3, Max: 3, N: 2, Sum: 6, SumSquares: 18, Limits: []float64{3}, Counts: []float64{2}}, HistogramOf([]float32{3, 3}))
	assert.Equal(t, Histogram{Limits: []float64{0}, Counts: []float64{0}}, HistogramOf(nil))
}

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	for range 3 { // within a second: the names differ all the same
		w, err := Create(dir)
		require.NoError(t, err)
		require.NoError(t, w.Scalar(7, "a", 1))
		require.NoError(t, w.Close())
	}
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, list, 3)
	for _, d := range list {
		assert.True(t, strings.HasPrefix(d.Name(), Prefix))
		b, err := os.ReadFile(filepath.Join(dir, d.Name()))
		require.NoError(t, err)
		assert.Len(t, records(t, b), 2)
	}
	_, err = Create(filepath.Join(dir, "gone"))
	assert.ErrorContains(t, err, "tensorboard: ")
}

// full is a disk with room for n bytes.
type full struct{ n int }

func (f *full) Write(b []byte) (int, error) {
	if f.n -= len(b); f.n < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestAFullDisk(t *testing.T) {
	_, err := New(&full{n: 10}, clock())
	assert.ErrorContains(t, err, "tensorboard: no space left")
	w, err := New(&full{n: 100}, clock())
	require.NoError(t, err)
	require.NoError(t, w.Scalar(1, strings.Repeat("a", 100), 1))
	assert.ErrorContains(t, w.Scalar(2, "b", 1), "no space left")
	require.NoError(t, w.Scalar(2, strings.Repeat("a", 100), 1))
	assert.ErrorContains(t, w.Close(), "no space left")
}
