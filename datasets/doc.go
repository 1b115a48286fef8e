// Package datasets reads the data sets that networks are trained on, event
// recordings and images, and serves them as shuffled batches.
//
// A Dataset has a length, a label for every sample, and fills samples in
// place. A Loader makes epochs of batches of it: the order, the batches and
// the augmentation depend on seed and epoch alone, not on the number of
// workers.
package datasets
