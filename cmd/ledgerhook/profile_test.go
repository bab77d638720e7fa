package main

import (
	"fmt"
	"os"
	"runtime/pprof"
)

// profiled runs the program as a test starts it. With LEDGERHOOK_BENCH_PROFILE it writes a CPU profile of `tui` there:
// the program itself has no such switch.
func profiled(args []string) (code int) {
	path := os.Getenv("LEDGERHOOK_BENCH_PROFILE")
	if path == "" || len(args) == 0 || args[0] != "tui" {
		return run(args, os.Stdin, os.Stdout, os.Stderr)
	}
	file, err := os.Create(path)
	if err == nil {
		err = pprof.StartCPUProfile(file)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitBug
	}
	defer file.Close()
	defer pprof.StopCPUProfile()
	return run(args, os.Stdin, os.Stdout, os.Stderr)
}
