// Package catalog knows the data sets that the program can fetch: where they
// are, what their files' checksums are, and how they are unpacked.
//
// The checksums are those under which the files are published: of MNIST and
// Fashion-MNIST in TensorFlow Datasets, of CIFAR-10 on its
// authors' page (as MD5 c32a1d4ab5d03f1284b67883e8d87530, here as the SHA-256 of
// the same file), of N-MNIST in tonic. The checksums of unpacked IDX files were
// computed for this program; files packed anew, such as Debian's, are known by
// them.
package catalog
