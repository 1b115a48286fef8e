// Package matfile reads numeric arrays of MATLAB's files up to version 7: a header of 128 bytes,
// then data elements, each with a tag of type and size, compressed by zlib or not. Source:
// MathWorks, "MAT-File Format". Files of version 7.3 are HDF5 and are not read.
package matfile
