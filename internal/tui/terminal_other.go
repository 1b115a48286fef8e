//go:build !unix

package tui

func foreground(int) bool { return true }

func watchSignals(func()) (stop func()) { return func() {} }
