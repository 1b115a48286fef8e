package kernel

// Panic messages: each names the argument that breaks a kernel's contract.
const (
	badSize    = "kernel: negative size"
	badStride  = "kernel: stride negative or shorter than a row"
	shortA     = "kernel: a too short"
	shortB     = "kernel: b too short"
	shortC     = "kernel: c too short"
	shortX     = "kernel: input current too short"
	shortU     = "kernel: potential too short"
	shortBits  = "kernel: spike words too short"
	shortState = "kernel: state shorter than neurons rounded up to 64"
	shortP     = "kernel: upstream gradient too short"
	shortR     = "kernel: filtered delta too short"
	shortD     = "kernel: delta too short"
	shortWarm  = "kernel: warmth scratch too short"
	badWarm    = "kernel: unknown warm-up"
	badOffset  = "kernel: row offset outside src"
	badEvent   = "kernel: event outside dst or src"
	shortLUT   = "kernel: table shorter than 64 entries a word"
	shortDst   = "kernel: dst shorter than the spikes and 16 more"
	shortF     = "kernel: factors too short"
	shortSrc   = "kernel: src too short"
	smallDst   = "kernel: dst too short"
	badLen     = "kernel: lengths differ"
)
