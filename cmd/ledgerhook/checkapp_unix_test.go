//go:build unix

package main

import (
	"io"
	"net"
	"testing"
)

// A receiver that check starts again is another process at the same address, and is gone at the end.
func TestACheckedAppStartsAgain(t *testing.T) {
	t.Parallel()
	address, err := settledAddress("127.0.0.1:0", 3)
	if err != nil {
		t.Fatal(err)
	}
	app := &checkedApp{testedApp: testedApp{command: "exec ledgerhook mock --quiet --listen 127.0.0.1:$PORT", address: address, named: "the URL", progress: io.Discard}}
	if err := app.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := app.running
	if err := app.restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !first.hasEnded() || app.running.cmd.Process.Pid == first.cmd.Process.Pid {
		t.Error("the first process still runs")
	}
	if conn, err := net.Dial("tcp", address); err != nil {
		t.Errorf("the second does not listen: %v", err)
	} else if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := app.stop(false); err != nil {
		t.Errorf("it is held against it that it was ended: %v", err)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		_ = conn.Close()
		t.Error("it still listens at the end")
	}
}
