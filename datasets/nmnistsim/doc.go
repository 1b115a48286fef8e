// Package nmnistsim makes simulated N-MNIST recordings: handwritten digits as
// a camera that reports changes of brightness would have seen them while it
// made the three small movements of the real recordings.
//
// What it produces resembles N-MNIST (Orchard et al. 2015,
// doi:10.3389/fnins.2015.00437) in geometry, event count, timing and polarity,
// and shares no recording with it. It is called simulated wherever it is
// named, and an accuracy measured on it is not comparable with published
// N-MNIST results.
//
// # Model
//
// A digit with intensity I in 0..1 is shown dark on a bright screen,
//
//	L = ε + 1 - I
//
// blurred by a Gaussian, and moves over a 34×34 sensor along the path that
// real recordings show. A pixel passes log L through a first-order low-pass
// filter and compares it with the level it remembers. When the difference
// reaches the pixel's own threshold it emits an ON event (brighter) or an OFF
// event (darker) and remembers the new level. Thresholds crossed within the
// refractory time move that level without an event. Noise events come on top. So bit 1 of the polarity, ON,
// means that the intensity of the MNIST picture falls at this pixel, as it
// does in N-MNIST.
//
// The constants of [DefaultParams] were fitted on the recordings of the first
// 100 test digits of N-MNIST.
//
// # Reproducibility
//
// A recording depends on the parameters, the seed, the picture and the
// picture's number only. It is the same to the bit for any number of workers
// and on every architecture: every product is rounded before it is added, and
// logarithms, exponentials and normal deviates are computed here instead of
// in math, whose last bit differs between machines.
package nmnistsim
