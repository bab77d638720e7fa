package main

import (
	"context"
	"regexp"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ledgerhook/ledgerhook/relay"
)

// untilCmd runs a command again every 20 ms, at most for a minute, until its output matches: what another process prints
// can be read only once it has ended.
func untilCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: until REGEXP COMMAND…")
	}
	wanted, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := ts.Exec(args[1], args[2:]...)
		if out := ts.ReadFile("stdout"); err == nil && wanted.MatchString(out) {
			return
		}
		if err := (relay.RealClock{}).Pause(ctx, 20*time.Millisecond); err != nil {
			ts.Fatalf("no output matched %q; the last:\n%s%s", args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
		}
	}
}
