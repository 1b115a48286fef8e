// Package eventfile reads and writes recordings of event cameras in the
// formats that tools of the field use, and converts files and whole folders
// between them.
//
//   - bin: N-MNIST's 40-bit format, 5 bytes an event: x, y, then polarity in
//     the highest bit and 23 bits of time in µs, big-endian.
//   - bs2: SLAYER's name for the same format.
//   - bs1: SLAYER's events of neurons in a row, 5 bytes: the neuron (16 bits), which is
//     x, then as in bin; y is 0.
//   - npy: one structured NumPy array with the fields x, y (int16), t (int64,
//     µs) and p (bool), as tonic uses; read with any types and order of fields,
//     or as a plain array of N rows and 4 columns.
//   - npz: NumPy arrays t, x, y, p (int64), as SpikingJelly keeps them; read
//     also with one array as in npy.
//   - csv: the line x,y,t_us,p, then one event a line.
//
// Read only:
//
//   - aedat, aedat2, aedat4: AEDAT 2.0 of DVS128 and DAVIS cameras, 3.1 and 4.0.
//   - dat: Prophesee's decoded events; also those before version 2.
//   - raw: what Prophesee's cameras send, EVT 2.0 and 3.0.
//   - mat: MATLAB's files up to version 7, with the arrays of ASL-DVS or ST-MNIST.
//   - bs3: SLAYER's events of 7 bytes.
//
// Times are µs, x and y pixels from 0 to 32,767 (bin and bs2: 255), p is 1 for ON, 0 for
// OFF. Rows are counted from above. What a format can't hold is an error, never cut off silently.
package eventfile
