//go:build unix

package main

import (
	"os"
	"os/exec"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// forwarding passes signals on to a command, each once. Where we are in the foreground of a terminal, the command is beside us there, so
// that it can read from it, and ctrl-c and a hang-up reach it by themselves. Else it leads a process group of its own: what was sent
// to our whole group did not reach it, and what we pass on reaches all that it has started.
type forwarding struct {
	cmd        *exec.Cmd
	foreground bool
}

// arrange says how a command is to be started.
func arrange(cmd *exec.Cmd) forwarding {
	p := forwarding{cmd, inForeground()}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: !p.foreground}
	return p
}

// passedOn are the signals that must not end us before the command.
func passedOn() []os.Signal {
	return []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2}
}

// on passes a signal on. That the command has ended meanwhile is no matter.
func (p forwarding) on(s os.Signal) {
	number, ok := s.(syscall.Signal)
	if !ok {
		return
	}
	byTerminal := []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP}
	switch {
	case p.foreground && slices.Contains(byTerminal, number):
	case p.foreground:
		_ = p.cmd.Process.Signal(number)
	default:
		_ = syscall.Kill(-p.cmd.Process.Pid, number)
	}
}

// inForeground reports whether what is typed at our terminal, if there is one, comes to us.
func inForeground() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer terminal.Close()
	group, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && group == syscall.Getpgrp()
}

// endedBy is the signal that ended a command; 0 for none.
func endedBy(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return int(status.Signal())
	}
	return 0
}
