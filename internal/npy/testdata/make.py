# Writes the arrays of this folder, with NumPy 1.24.2: events (x, y, t, p) of
# which the numbers are known to npy_test.go.
import numpy as np

x, y, t, p = [3, 33, 0], [7, 0, 33], [0, 1000, 300000], [1, 0, 1]
fields = [("x", "<i2"), ("y", "<i2"), ("t", "<i8"), ("p", "?")]
rows = list(zip(x, y, t, p))
np.save("structured.npy", np.array(rows, dtype=fields))
np.save("aligned.npy", np.array(rows, dtype=np.dtype(fields, align=True)))
np.save("bigendian.npy", np.array(rows, dtype=[(n, np.dtype(d).newbyteorder(">")) for n, d in fields]))
np.save("rows.npy", np.array(rows, dtype=np.int64))
np.save("columns.npy", np.asfortranarray(np.array(rows, dtype=np.float32)))
np.savez("events.npz", x=np.array(x), y=np.array(y), t=np.array(t), p=np.array(p))
np.savez_compressed("small.npz", x=np.array(x, "i2"), y=np.array(y, "u1"), t=np.array(t, "f8"), p=np.array(p, "?"))
np.save("objects.npy", np.array([{}, None], dtype=object))
np.save("scalar.npy", np.float32(2.5))
