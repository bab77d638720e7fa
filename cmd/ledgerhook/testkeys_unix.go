//go:build unix

package main

import (
	"os"
	"syscall"

	"github.com/charmbracelet/x/term"
)

// singleKeys lets a terminal hand over each key at once and show none, and leaves ctrl-c and the output as they are. What it
// returns undoes it.
func singleKeys(file *os.File) (restore func()) {
	before, err := term.GetState(file.Fd())
	if err != nil {
		return func() {} // keys come with the line
	}
	now := *before
	now.Lflag &^= syscall.ICANON | syscall.ECHO
	now.Cc[syscall.VMIN], now.Cc[syscall.VTIME] = 1, 0
	if err := term.SetState(file.Fd(), &now); err != nil {
		return func() {}
	}
	return func() { _ = term.SetState(file.Fd(), before) }
}
