package main

import (
	"os/exec"
	"strconv"
	"syscall"
)

// appShell is a command line. cmd takes it as it stands between the outer quotes; quotes within it that were escaped, as programs
// want them, it would not know.
func appShell(command string) *exec.Cmd {
	cmd := exec.Command("cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /S /C "` + command + `"`}
	return cmd
}

// terminateApp ends it with all that it has started: there is no signal to ask with.
func terminateApp(cmd *exec.Cmd) error { return killApp(cmd) }

func killApp(cmd *exec.Cmd) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
}
