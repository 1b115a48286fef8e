package main

const maxThreads = 1 << 12

// checkThreads refuses numbers of threads that no machine has.
func checkThreads(n int) error {
	if n < 1 || n > maxThreads {
		return usagef("--threads %d: must be 1 to %d", n, maxThreads)
	}
	return nil
}

// checkCount refuses a negative count.
func checkCount(flag string, n int) error {
	if n < 0 {
		return usagef("--%s %d: must not be negative", flag, n)
	}
	return nil
}

// check looks at the flags of train that are no settings of a network file.
func (f *trainFlags) check() error {
	if err := checkThreads(f.threads); err != nil {
		return err
	}
	return checkCount("log-every", f.logEvery)
}
