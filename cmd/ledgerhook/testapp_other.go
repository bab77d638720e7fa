//go:build !unix

package main

import (
	"os/exec"
	"strconv"
)

// appShell is a command line.
func appShell(command string) *exec.Cmd { return exec.Command("cmd", "/C", command) }

// terminateApp ends it with all that it has started: there is no signal to ask with.
func terminateApp(cmd *exec.Cmd) error { return killApp(cmd) }

func killApp(cmd *exec.Cmd) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
}
