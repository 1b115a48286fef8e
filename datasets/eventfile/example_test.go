package eventfile_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/snnsim/snnsim/datasets"
	"github.com/snnsim/snnsim/datasets/eventfile"
	"github.com/snnsim/snnsim/spikes"
)

func ExampleEncode() {
	ev := []datasets.Event{{X: 3, Y: 7, T: 1200, P: 1}, {X: 4, Y: 7, T: 1250, P: 0}}
	b, err := eventfile.Encode(eventfile.CSV, ev)
	if err != nil {
		panic(err)
	}
	fmt.Print(string(b))
	// Output:
	// x,y,t_us,p
	// 3,7,1200,1
	// 4,7,1250,0
}

// Recordings of a camera of 4 by 6 pixels, in a folder for each class.
func ExampleOptions() {
	dir, err := os.MkdirTemp("", "camera")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for class, x := range map[string]uint16{"left": 0, "right": 5} {
		folder := filepath.Join(dir, "Train", class)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			log.Fatal(err)
		}
		if err := eventfile.Write(filepath.Join(folder, "1.npz"), []datasets.Event{{X: x, Y: 2, T: 70_000}, {X: x, Y: 3, T: 72_500, P: 1}}); err != nil {
			log.Fatal(err)
		}
	}

	set, err := datasets.OpenFolder(context.Background(), dir, datasets.Train, datasets.FolderOptions{
		Files: eventfile.Options{FromZero: true}, Shape: spikes.Shape{H: 4, W: 6, C: 2}, Steps: 3, BinMicros: 1000, NoCache: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	var s spikes.Sample
	if err := set.Fill(1, &s, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(set.Classes, "label", s.Label, "OFF at first:", s.Train.Get(0, 2, 5, 0), "ON in the third step:", s.Train.Get(2, 3, 5, 1))
	// Output: [left right] label 1 OFF at first: true ON in the third step: true
}

// A long recording in which somebody waves twice becomes two recordings of a class folder.
func ExampleCutTree() {
	dir, err := os.MkdirTemp("", "cuts")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.Mkdir(in, 0o755); err != nil {
		log.Fatal(err)
	}
	if err := eventfile.Write(filepath.Join(in, "monday.npz"), []datasets.Event{{T: 500_000}, {X: 1, T: 1_200_000}, {X: 2, T: 1_300_000}}); err != nil {
		log.Fatal(err)
	}

	res, err := eventfile.CutTree(context.Background(), in, out, eventfile.NPZ, []eventfile.Cut{
		{File: "monday.npz", Class: "wave", Split: "Train", StartMicros: 0, EndMicros: 1_000_000},
		{File: "monday.npz", Class: "wave", Split: "Train", StartMicros: 1_000_000, EndMicros: 2_000_000},
	}, eventfile.TreeOptions{})
	if err != nil {
		log.Fatal(err)
	}
	second, err := eventfile.Read(filepath.Join(out, "Train", "wave", "monday_2.npz"), eventfile.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(res.Files, "recordings, the second begins at", second[0].T, "µs")
	// Output: 2 recordings, the second begins at 200000 µs
}
