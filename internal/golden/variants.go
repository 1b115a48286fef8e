package golden

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/snnsim/snnsim/internal/oracle"
)

// rawVariant is an entry of a table of variants, a JSON object by name. An
// entry with I is a population of neurons; one with W1 is a stack of linear
// layers on static images under the kernel loss, its target filtered once, or,
// with desired, under the count loss; one named after such a network, as
// V3_count is after V3, is the same network under the count loss.
type rawVariant struct {
	TauM      number  `json:"tau_m"`
	TauS      number  `json:"tau_s"`
	Threshold number  `json:"vth"`
	I         *Tensor `json:"I"` // [neuron][T]
	G         *Tensor `json:"G"`
	U         *Tensor `json:"u"`
	DU        *Tensor `json:"du"`
	S         *Tensor `json:"s"`
	A         *Tensor `json:"a"`

	W1      *Tensor `json:"W1"`        // [out][in]; W2 and so on beside it
	X       Tensor  `json:"X"`         // [N][in], images
	Labels  *Tensor `json:"labels"`    // [N]; if missing, sample n is of class n
	Factors *Tensor `json:"input_psc"` // [T], PSC of the constant current 1
	Target  *Tensor `json:"target_psc"`
	OutPSC  *Tensor `json:"out_psc"` // [N][class][T]
	Loss    *Tensor `json:"loss"`
	Norm    *Tensor `json:"gnorm"`

	Desired   number  `json:"desired"`
	Undesired number  `json:"undesired"`
	OutSum    *Tensor `json:"out_sum"` // [N][class]
	Delta     *Tensor `json:"delta"`   // [N][class]
}

// parseVariants reads a table of variants.
func (f *File) parseVariants(text []byte) error {
	var table map[string]json.RawMessage
	if err := json.Unmarshal(text, &table); err != nil {
		return syntax(text, err)
	}
	networks := map[string]NetworkCase{}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		var probe map[string]json.RawMessage
		if json.Unmarshal(table[name], &probe) != nil {
			f.leave(name, "", table[name]) // a remark
			continue
		}
		raw, err := decodeVariant(probe)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		of, known := baseOf(name, networks)
		switch {
		case raw.I != nil:
			err = f.addNeurons(name, raw, probe)
		case raw.W1 != nil:
			networks[name], err = f.addNetwork(name, raw, probe)
		case raw.Desired.set && !known:
			err = fmt.Errorf("a variant under the count loss, but of no network before it")
		case raw.Desired.set:
			err = f.addCount(name, raw, of, probe)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		f.leaveUnread(name, raw, probe)
	}
	if len(f.LIF)+len(f.Networks) == 0 {
		return fmt.Errorf("neither a kind nor a variant that is known")
	}
	return nil
}

// decodeVariant reads an entry by its exact keys: encoding/json takes g for G.
func decodeVariant(entry map[string]json.RawMessage) (raw rawVariant, err error) {
	v := reflect.ValueOf(&raw).Elem()
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("json")
		text, ok := entry[key]
		if !ok {
			continue
		}
		if err := json.Unmarshal(text, v.Field(i).Addr().Interface()); err != nil {
			return raw, fmt.Errorf("%s: %w", key, err)
		}
	}
	return raw, nil
}

// baseOf finds the network that an entry is named after, the longest such name.
func baseOf(name string, networks map[string]NetworkCase) (NetworkCase, bool) {
	for end := strings.LastIndexByte(name, '_'); end >= 0; end = strings.LastIndexByte(name[:end], '_') {
		if c, ok := networks[name[:end]]; ok {
			return c, true
		}
	}
	return NetworkCase{}, false
}

func (r rawVariant) neuron() oracle.Neuron {
	return oracle.Neuron{TauM: r.TauM.or(5), TauS: r.TauS.or(3), Threshold: r.Threshold.or(1)}
}

// neuronRules are the rules that a population has gradients under, by their keys.
func neuronRules() map[string]oracle.WarmUp {
	return map[string]oracle.WarmUp{"dI_final": oracle.PerNeuron, "dI_tssl_only": oracle.None, "dI_surrogate": oracle.SurrogateOnly}
}

// addNeurons adds a population with its gradients under three rules.
func (f *File) addNeurons(name string, r rawVariant, entry map[string]json.RawMessage) error {
	c := LIFCase{Name: name, Neuron: r.neuron()}
	fields := []field{
		{"I", r.I, &c.Current}, {"G", r.G, &c.GradPSC},
		{"u", r.U, &c.Want.U}, {"du", r.DU, &c.Want.DU},
		{"s", r.S, &c.Want.Spikes}, {"a", r.A, &c.Want.PSC},
	}
	for _, key := range slices.Sorted(maps.Keys(neuronRules())) {
		text, ok := entry[key]
		if !ok {
			continue
		}
		var x Tensor
		var want [][]float64
		if err := json.Unmarshal(text, &x); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		if err := sameTrains(fields[0], field{key, &x, &want}); err != nil {
			return err
		}
		rule := oracle.DefaultRule()
		rule.WarmUp = neuronRules()[key]
		c.Gradients = append(c.Gradients, LIFGradient{Name: key, Rule: rule, Want: want})
	}
	if err := sameTrains(fields...); err != nil {
		return err
	}
	if err := c.validate(); err != nil {
		return err
	}
	f.LIF = append(f.LIF, c)
	return nil
}
