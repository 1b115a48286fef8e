package oracle

import "math"

// LossKind names a loss.
type LossKind string

// The losses. Kernel and Count are sums over the batch, Softmax is a mean.
const (
	Kernel  LossKind = "kernel"
	Count   LossKind = "count"
	Softmax LossKind = "softmax"
)

// Loss holds a loss and its constants.
type Loss struct {
	Kind      LossKind
	Filter    TargetFilter // Kernel
	Pattern   []float64    // Kernel: spikes wanted of the true class, [T]; nil for TargetPattern
	TauS      float64      // Kernel: synapse of the target
	Desired   float64      // Count: summed PSC wanted of the true class
	Undesired float64      // Count: and of the others
}

const (
	unknownLoss = "oracle: unknown loss"
	shapeLabels = "oracle: labels and outputs differ in number"
)

// Evaluate returns the loss of the output PSC of a batch and e = ∂L/∂a.
func (l Loss) Evaluate(out Tensor, labels []int) (float64, Tensor) {
	if len(labels) != out.N {
		panic(shapeLabels)
	}
	switch l.Kind {
	case Kernel:
		return l.kernel(out, labels)
	case Count:
		return l.count(out, labels)
	case Softmax:
		return softmax(out, labels)
	}
	panic(unknownLoss)
}

// kernel is ½ Σ (a[t] - ã[t])², with ã the target of the true class and zero
// for the others.
func (l Loss) kernel(out Tensor, labels []int) (loss float64, e Tensor) {
	e = ZerosLike(out)
	pattern := l.Pattern
	if pattern == nil {
		pattern = TargetPattern(out.T)
	}
	target := FilterTarget(pattern, l.TauS, l.Filter)
	for n := range out.N {
		for i := range out.Neurons() {
			de := e.Train(n, i)
			copy(de, out.Train(n, i))
			if i == labels[n] {
				addScaled(de, -1, target)
			}
			loss += dot(de, de) / 2
		}
	}
	return loss, e
}

// count is ½ Σ_t Δ², with Δ = (Σ_t a[t] - wanted)/T the gradient at every
// step. Δ is zero where the true class reaches its count or another class
// stays within its own.
func (l Loss) count(out Tensor, labels []int) (loss float64, e Tensor) {
	e = ZerosLike(out)
	for n, sums := range SumPSC(out) {
		for i, sum := range sums {
			delta := 0.0
			switch {
			case i == labels[n] && sum < l.Desired:
				delta = (sum - l.Desired) / float64(out.T)
			case i != labels[n] && sum > l.Undesired:
				delta = (sum - l.Undesired) / float64(out.T)
			}
			for t := range out.T {
				e.Train(n, i)[t] = delta
				loss += delta * delta / 2
			}
		}
	}
	return loss, e
}

// softmax is the cross-entropy of the logits Σ_t a[t], its mean over the
// batch.
func softmax(out Tensor, labels []int) (loss float64, e Tensor) {
	e = ZerosLike(out)
	batch := float64(out.N)
	for n, sums := range SumPSC(out) {
		norm := logSumExp(sums)
		loss += (norm - sums[labels[n]]) / batch
		for i, sum := range sums {
			d := math.Exp(sum - norm)
			if i == labels[n] {
				d--
			}
			for t := range out.T {
				e.Train(n, i)[t] = d / batch
			}
		}
	}
	return loss, e
}

// logSumExp returns log Σ exp(x).
func logSumExp(x []float64) float64 {
	top := math.Inf(-1)
	for _, v := range x {
		top = math.Max(top, v)
	}
	sum := 0.0
	for _, v := range x {
		sum += math.Exp(v - top)
	}
	return top + math.Log(sum)
}
