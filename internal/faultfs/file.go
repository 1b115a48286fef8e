package faultfs

// file is a file being written.
type file struct {
	fs   *FS
	path string
	node *node
}

// Write implements atomicfile.File.
func (f *file) Write(p []byte) (int, error) {
	fault, err := f.fs.step("write", f.path)
	n := len(p)
	switch fault {
	case ShortWrite, NoSpace:
		n /= 2
	case Fail, PowerCut:
		n = 0
	}
	f.node.data = append(f.node.data, p[:n]...)
	return n, err
}

// Name implements atomicfile.File.
func (f *file) Name() string { return f.path }

// Sync implements atomicfile.File: the content reaches the disk.
func (f *file) Sync() error {
	if _, err := f.fs.step("sync", f.path); err != nil {
		return err
	}
	f.node.synced = append([]byte{}, f.node.data...)
	return nil
}

// Close implements atomicfile.File.
func (f *file) Close() error {
	_, err := f.fs.step("close", f.path)
	return err
}
