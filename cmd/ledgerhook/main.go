// Command ledgerhook is a local webhook relay and test harness for accounting integrations. This package holds one file
// a verb: flags, printing and exit codes. It may import every other package of the project.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"charm.land/fang/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program: it parses the words, does what they say, and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if bug := recover(); bug != nil {
			fmt.Fprintf(stderr, "ledgerhook: this is a bug in ledgerhook: %s\nTry: report it with what you typed\n", relay.Visible(fmt.Sprint(bug)))
			code = exitBug
		}
	}()
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE) // `ledgerhook demo | head` still cleans up; ignored, it would be so in commands that we start, too
	defer signal.Stop(broken)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once

	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, environ: os.Getenv}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := fang.Execute(ctx, root, fang.WithoutVersion(), fang.WithColorSchemeFunc(fang.AnsiColorScheme), fang.WithErrorHandler(
		func(_ io.Writer, _ fang.Styles, err error) { a.explain(ctx, err) }))
	return a.exitCode(ctx, err)
}
