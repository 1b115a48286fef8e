package golden

import (
	"embed"
	"fmt"
)

//go:embed testdata/lif_handmade_T5.json testdata/net_linear_kernel_T5.json
//go:embed testdata/net_linear_softmax_T5.json testdata/net_conv_pool_linear_count_T10.json
//go:embed testdata/psp_and_kernel_target.json testdata/pooling.json testdata/variants/variants.json
var builtin embed.FS

// Builtin returns the golden files that come with the program.
func Builtin() ([]*File, error) {
	var files []*File
	for _, name := range []string{
		"lif_handmade_T5.json", "psp_and_kernel_target.json", "pooling.json", "net_linear_kernel_T5.json",
		"net_linear_softmax_T5.json", "net_conv_pool_linear_count_T10.json", "variants/variants.json",
	} {
		text, err := builtin.ReadFile("testdata/" + name)
		if err != nil {
			return nil, fmt.Errorf("golden: %w", err)
		}
		f, err := Parse(name, text)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}
