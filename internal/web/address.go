package web

import (
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"syscall"
)

// Loopback is the host of an address that names none.
const Loopback = "127.0.0.1"

// AnyPort returns the address with port 0, which lets the system choose.
func AnyPort(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return net.JoinHostPort(host, "0")
}

// Address completes an address HOST:PORT: without a host it means this machine
// only.
func Address(s string) (string, error) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return "", fmt.Errorf("web: address %q: expected HOST:PORT or :PORT, such as :8080", s)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(n, 10) != port {
		return "", fmt.Errorf("web: address %q: port %q: expected 0 to 65535", s, port)
	}
	if host == "" {
		host = Loopback
	}
	return net.JoinHostPort(host, port), nil
}

// InUse reports whether an address could not be listened at because another does.
func InUse(err error) bool {
	const windows = syscall.Errno(10048) // WSAEADDRINUSE
	return errors.Is(err, syscall.EADDRINUSE) || runtime.GOOS == "windows" && errors.Is(err, windows)
}

// Usable tries to listen at an address, and returns why that can't be; InUse tells
// whether that is just now.
func Usable(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	return l.Close()
}
