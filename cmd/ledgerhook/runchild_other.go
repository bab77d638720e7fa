//go:build !unix

package main

import (
	"os"
	"os/exec"
)

// forwarding passes signals on to a command. Here ctrl-c reaches all that runs in a console by itself.
type forwarding struct{}

func arrange(*exec.Cmd) forwarding { return forwarding{} }

// passedOn are the signals that must not end us before the command.
func passedOn() []os.Signal { return []os.Signal{os.Interrupt} }

func (forwarding) on(os.Signal) {}

// endedBy is the signal that ended a command; there are none here.
func endedBy(*os.ProcessState) int { return 0 }
