// Package interop carries weights between this program and others: to and from
// .npz, safetensors and PyTorch's .pth, and to CSV. In files weights have the
// field's order, linear [out][in] with inputs flattened channel-row-column,
// convolution [out][in][ky][kx]; package snn turns them into its own.
package interop
