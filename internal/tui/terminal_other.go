//go:build !unix

package tui

import "io"

func foreground(int) bool { return true }

func watchSignals(func()) (stop func()) { return func() {} }

func newKeyboard(in io.Reader) (keys io.Reader, stop func()) { return in, func() {} }
