package eventfile

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

// fuzz checks a reader: what it accepts it reads again after writing.
func fuzz(f *testing.F, format Format, seeds ...string) {
	ev := []datasets.Event{{X: 3, Y: 200, T: 7, P: 1}, {T: 1<<23 - 1}}
	b, err := Encode(format, ev)
	require.NoError(f, err)
	f.Add(b, uint8(0))
	f.Add(b[:len(b)-3], uint8(1))
	f.Add(b, uint8(128))
	for _, s := range seeds {
		f.Add([]byte(s), uint8(2))
	}
	f.Fuzz(func(t *testing.T, b []byte, how uint8) {
		o := Options{Columns: []string{"", "xypt", "ptxy"}[how%3], TickMicros: []int{0, 1, 1000}[how/3%3], FromZero: how >= 128}
		ev, err := Decode(format, b, o)
		if err != nil {
			return
		}
		require.Less(t, len(ev), 1<<20)
		require.False(t, o.FromZero && len(ev) > 0 && ev[0].T != 0)
		b, err = Encode(format, ev)
		if err != nil {
			require.ErrorContains(t, err, "µs")
			return
		}
		got, err := Decode(format, b, Options{})
		require.NoError(t, err)
		require.Equal(t, len(ev), len(got))
		for i := range ev {
			require.Equal(t, ev[i], got[i])
		}
	})
}

func FuzzBin(f *testing.F) { fuzz(f, Bin, "", "abcd") }

func FuzzCSV(f *testing.F) {
	fuzz(f, CSV, "", "x,y,t_us,p", "p,t_us,y,x\r\n1,2,3,4\r\n", "x,y,t_us,p\n1,2,3,1e3")
}

func FuzzNPY(f *testing.F) {
	fuzz(f, NPY, "\x93NUMPY\x01\x00\x3b\x00{'descr': '<i4', 'fortran_order': True, 'shape': (0, 4), }\n")
}

func FuzzNPZ(f *testing.F) {
	fuzz(f, NPZ, "PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
}

// fuzzCamera checks a reader of a camera's format: what it accepts is written and read again.
func fuzzCamera(f *testing.F, formats ...Format) {
	for _, c := range cameraFiles() {
		if slices.Contains(formats, c.f) {
			f.Add(c.b, c.o.FromZero, c.o.Sort)
			f.Add(c.b[:len(c.b)-3], !c.o.FromZero, c.o.Sort)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, fromZero, sort bool) {
		ev, err := Decode(formats[0], b, Options{FromZero: fromZero, Sort: sort})
		if err != nil {
			require.Empty(t, ev)
			return
		}
		require.False(t, fromZero && len(ev) > 0 && ev[0].T != 0)
		require.True(t, !sort || slices.IsSortedFunc(ev, func(a, b datasets.Event) int { return cmp.Compare(a.T, b.T) }))
		written, err := Encode(CSV, ev)
		require.NoError(t, err)
		got, err := Decode(CSV, written, Options{})
		require.NoError(t, err)
		require.Equal(t, len(ev), len(got))
		for i := range ev {
			require.Equal(t, ev[i], got[i])
		}
	})
}

func FuzzAEDAT(f *testing.F) { fuzzCamera(f, AEDAT, AEDAT2, AEDAT4) }

func FuzzDAT(f *testing.F) { fuzzCamera(f, DAT) }

func FuzzRaw(f *testing.F) { fuzzCamera(f, Raw) }

func FuzzMAT(f *testing.F) { fuzzCamera(f, MAT) }

func FuzzBS1(f *testing.F) { fuzzCamera(f, BS1) }

func FuzzBS3(f *testing.F) { fuzzCamera(f, BS3) }
