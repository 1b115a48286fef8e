// Package pth reads the tensors of PyTorch's .pth files (torch.save since
// version 1.6): a zip archive with a pickle of the structure and raw storages.
//
// A pickle is a program. The reader knows the few instructions that build
// dictionaries, lists, tuples, numbers and strings, and the three callables that
// rebuild tensors; these it does itself. Everything else that a file names
// stays a name: nothing in a file is executed, no code is loaded. Sizes are
// bounded by what is in the file, not by what it claims.
//
// Format: docs.python.org/3/library/pickletools.html, docs.pytorch.org (notes
// on serialization).
package pth
