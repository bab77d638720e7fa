package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// toldCode is what tellsignals ends with.
const toldCode = 7

// tellSignals is a program that tests run: it prints each line that it reads and each signal that it gets, and ends at SIGTERM, or
// with its input.
func tellSignals(stdin io.Reader, stdout io.Writer) int {
	got := make(chan os.Signal, 16)
	signal.Notify(got, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	lines := make(chan string)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(stdin); in.Scan(); {
			lines <- in.Text()
		}
	}()
	fmt.Fprintln(stdout, "ready")
	for {
		select {
		case line, more := <-lines:
			if !more {
				return exitDone
			}
			fmt.Fprintln(stdout, "read "+line)
		case s := <-got:
			fmt.Fprintln(stdout, "got "+s.String())
			if s == syscall.SIGTERM {
				return toldCode
			}
		}
	}
}
