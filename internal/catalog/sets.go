package catalog

import "github.com/snnsim/snnsim/internal/archive"

// Sets returns all data sets.
func Sets() []Set { return []Set{mnist(), fashion(), cifar10(), nmnist()} }

// The sizes of unpacked IDX files, bytes.
const (
	trainImages, trainLabels = 47_040_016, 60_008
	testImages, testLabels   = 7_840_016, 10_008
)

func mnist() Set {
	at := []string{"https://storage.googleapis.com/cvdf-datasets/mnist/", "https://ossci-datasets.s3.amazonaws.com/mnist/"}
	return Set{
		Name: "mnist", Title: "MNIST", Licence: "CC BY-SA 3.0 (LeCun, Cortes, Burges)", Page: "http://yann.lecun.com/exdb/mnist/",
		Files: []File{
			idx(at, "train-images-idx3-ubyte.gz", 9_912_422, trainImages,
				"440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
			idx(at, "train-labels-idx1-ubyte.gz", 28_881, trainLabels,
				"3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
			idx(at, "t10k-images-idx3-ubyte.gz", 1_648_877, testImages,
				"8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
			idx(at, "t10k-labels-idx1-ubyte.gz", 4_542, testLabels,
				"f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
		},
	}
}

func fashion() Set {
	at := []string{"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/", "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"}
	return Set{
		Name: "fashion-mnist", Title: "Fashion-MNIST", Licence: "MIT (Zalando SE)", Page: "https://github.com/zalandoresearch/fashion-mnist",
		Files: []File{
			idx(at, "train-images-idx3-ubyte.gz", 26_421_880, trainImages,
				"3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
			idx(at, "train-labels-idx1-ubyte.gz", 29_515, trainLabels,
				"a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
			idx(at, "t10k-images-idx3-ubyte.gz", 4_422_102, testImages,
				"346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
			idx(at, "t10k-labels-idx1-ubyte.gz", 5_148, testLabels,
				"67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
		},
	}
}

// idx describes a file that is kept packed.
func idx(at []string, name string, size, unpacked int64, sum, content string) File {
	f := File{Name: name, SHA256: sum, Size: size, Max: unpacked, Content: content, Limits: archive.Limits{Files: 1, Bytes: unpacked}}
	for _, url := range at {
		f.URLs = append(f.URLs, url+name)
	}
	return f
}

func cifar10() Set {
	return Set{
		Name: "cifar10", Title: "CIFAR-10, binary version", Licence: "no formal licence (Krizhevsky 2009)", Page: "https://www.cs.toronto.edu/~kriz/cifar.html",
		Files: []File{{
			Name: "cifar-10-binary.tar.gz", URLs: []string{"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"},
			SHA256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", Size: 170_052_171, Max: 200 << 20,
			Folder: "cifar-10-batches-bin", Limits: archive.Limits{Files: 20, Bytes: 200 << 20},
		}},
	}
}

func nmnist() Set {
	const at = "https://data.mendeley.com/public-files/datasets/468j46mzdv/files/"
	zip := func(name, id, sum string) File {
		return File{
			Name: name + ".zip", Others: []string{name, "nmnist_" + name + ".zip"}, URLs: []string{at + id + "/file_downloaded"},
			SHA256: sum, Max: 2 << 30, Folder: name, Limits: archive.Limits{Files: 70_000, Bytes: 4 << 30},
		}
	}
	return Set{
		Name: "nmnist", Title: "N-MNIST", Licence: "CC BY-SA 4.0 (Orchard et al. 2015)", Page: "https://www.garrickorchard.com/datasets/n-mnist",
		Note: "The files are known to move. If the download fails, get Train.zip and Test.zip by hand, from that page or https://doi.org/10.17632/468j46mzdv.",
		Files: []File{
			zip("Train", "39c25547-014b-4137-a934-9d29fa53c7a0", "1a54ee392a5e5082a0bef52911cd9211f63b950a4905ccd8890553804d3335f9"),
			zip("Test", "05a4d654-7e03-4c15-bdfa-9bb2bcbea494", "6ecfd5d85dbb49a631961d8dc3101871c5be53e645004ee34064f6557d169f09"),
		},
	}
}
