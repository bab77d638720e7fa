//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// appShell is a command line in a process group of its own, so that it can be ended with all that it has started, and a ctrl-c
// is ours alone.
func appShell(command string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

func terminateApp(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
func killApp(cmd *exec.Cmd) error      { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
