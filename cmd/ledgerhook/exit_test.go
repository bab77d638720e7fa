package main

import (
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestSuggestionWhenTheStoreTakesNothing(t *testing.T) {
	t.Parallel()
	got := (&app{started: true}).suggestion(&control.Error{Status: http.StatusServiceUnavailable, Detail: "database is locked: store unavailable"})
	for _, want := range []string{"free space", "close what holds the database", "nothing that was acknowledged is lost"} {
		if !strings.Contains(got, want) {
			t.Errorf("the suggestion %q does not say %q", got, want)
		}
	}
}

// What nobody reads any more is no failure of ours; a connection that broke is one.
func TestAReaderThatLeft(t *testing.T) {
	t.Parallel()
	printed := fmt.Errorf("list: %w", &fs.PathError{Op: "write", Path: os.Stdout.Name(), Err: syscall.EPIPE})
	file := &fs.PathError{Op: "write", Path: "report.json", Err: syscall.EPIPE}
	for err, want := range map[error]int{printed: exitInterrupted, file: exitBug, &net.OpError{Op: "write", Err: syscall.EPIPE}: exitRefused} {
		var said strings.Builder
		a := &app{stderr: &said, started: true}
		a.explain(t.Context(), err)
		if got := a.exitCode(t.Context(), err); got != want || (said.Len() == 0) != (want == exitInterrupted) {
			t.Errorf("%v: exit %d, want %d; said %q", err, got, want, said.String())
		}
	}
}
