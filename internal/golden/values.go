package golden

import "fmt"

// Values holds the quantities of a network run by name, each flat and in the
// layout of the files.
type Values map[string][]float64

// Names of the quantities of a network. The functions give those that exist
// once per layer.
const (
	InputPSC      = "input_psc"           // [N][C][H][W][T], what the first layer sees
	OutputPSCSum  = "output_psc_sum"      // [N][class], Σ_t a[t]
	Predicted     = "predicted"           // [N], argmax of it, the first on a tie
	Loss          = "loss"                // one number
	GradOutputPSC = "grad_output_psc"     // [N][class][1][1][T], ∂L/∂a of the last layer
	GradInputPSC  = "grad_input_psc"      // [N][C][H][W][T], ∂L/∂a of the input
	GradNorm      = "grad_global_norm"    // one number, 2-norm of all weight gradients
	StepLosses    = "losses_of_the_steps" // [step], each before its update
)

// Current names the input current of a layer, [N][C][H][W][T].
func Current(layer string) string { return "current." + layer }

// PSC names the PSC behind a layer, [N][C][H][W][T].
func PSC(layer string) string { return "psc." + layer }

// Spikes names the spikes of a layer, [N][C][H][W][T].
func Spikes(layer string) string { return "spikes." + layer }

// GradCurrent names ∂L/∂I of a layer, [N][C][H][W][T].
func GradCurrent(layer string) string { return "grad_current." + layer }

// GradWeights names ∂L/∂W of a layer, before the norm is clipped.
func GradWeights(layer string) string { return "grad_weights_unclipped." + layer }

// GradClipped names ∂L/∂W of a layer, after the norm is clipped.
func GradClipped(layer string) string { return "grad_weights_clipped." + layer }

// WeightsAfter names the weights of a layer after so many training steps on
// the same batch.
func WeightsAfter(steps int, layer string) string {
	return fmt.Sprintf("weights_after_%d_steps.%s", steps, layer)
}
