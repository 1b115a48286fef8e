package main

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/snnsim/snnsim/datasets"
)

// mkdata KIND DIR writes a small data set: nmnist, mnist, cifar10, or mnist20,
// pictures of 20 by 20 in MNIST's files.
func mkdata(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mkdata nmnist|mnist|mnist20|cifar10 DIR")
	}
	dir := ts.MkAbs(args[1])
	small := func(dir string) error { return mkIDX(dir, 20) }
	ts.Check(map[string]func(string) error{"nmnist": mkNMNIST, "mnist": mkMNIST, "mnist20": small, "cifar10": mkCIFAR}[args[0]](dir))
}

// mkNMNIST writes recordings in which digit d lights up column 3d.
func mkNMNIST(dir string) error {
	rng := rand.New(rand.NewPCG(1, 1))
	id := 0
	for _, split := range []string{"Train", "Test"} {
		n := map[string]int{"Train": 40, "Test": 20}[split]
		for i := range n {
			id++
			label := i % 10
			var ev []datasets.Event
			for t := range int32(300) {
				ev = append(ev, datasets.Event{X: uint16(3*label + rng.IntN(4)), Y: uint16(rng.IntN(34)), P: uint8(rng.IntN(2)), T: 300 * t})
			}
			b, err := datasets.AppendEvents(nil, ev)
			if err != nil {
				return err
			}
			path := filepath.Join(dir, split, strconv.Itoa(label), fmt.Sprintf("%05d.bin", id))
			if err := write(path, b); err != nil {
				return err
			}
		}
	}
	return nil
}

func mkMNIST(dir string) error { return mkIDX(dir, 28) }

func mkIDX(dir string, side int) error {
	rng := rand.New(rand.NewPCG(2, 2))
	for stem, n := range map[string]int{"train": 60, "t10k": 20} {
		images := append([]byte{0, 0, 8, 3}, dims(n, side, side)...)
		labels := append([]byte{0, 0, 8, 1}, dims(n)...)
		for i := range n {
			labels = append(labels, byte(i%10))
			for p := range side * side {
				v := rng.IntN(60)
				if p*10/(side*side) == i%10 {
					v += 180
				}
				images = append(images, byte(v))
			}
		}
		if err := write(filepath.Join(dir, stem+"-images-idx3-ubyte"), images); err != nil {
			return err
		}
		if err := write(filepath.Join(dir, stem+"-labels-idx1-ubyte"), labels); err != nil {
			return err
		}
	}
	return nil
}

func mkCIFAR(dir string) error {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, name := range []string{"data_batch_1.bin", "test_batch.bin"} {
		var b []byte
		for i := range 20 {
			b = append(b, byte(i%10))
			for range 3072 {
				b = append(b, byte(rng.IntN(256)))
			}
		}
		if err := write(filepath.Join(dir, name), b); err != nil {
			return err
		}
	}
	return nil
}

func dims(d ...int) []byte {
	var b []byte
	for _, v := range d {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	return b
}

func write(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

// exits CODE COMMAND... runs a command that must end with the given code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := err.(*exec.ExitError); ok {
		got = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if (got == want) == neg {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// cut FROM TO N copies the first N bytes of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	b, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b[:n], 0o644))
}

var lastLine = regexp.MustCompile(`weights sha256:([0-9a-f]{64})\n$`)

// sameweights FILE... checks that outputs of train end with the same hash.
func sameWeights(ts *testscript.TestScript, neg bool, args []string) {
	hash := ""
	for _, f := range args {
		m := lastLine.FindStringSubmatch(ts.ReadFile(f))
		if m == nil {
			ts.Fatalf("%s does not end with a hash of the weights", f)
		}
		if hash != "" && (hash == m[1]) == neg {
			ts.Fatalf("%s ends with %s, %s with %s", args[0], hash, f, m[1])
		}
		hash = m[1]
	}
}
