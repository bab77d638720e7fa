package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ledgerhook/ledgerhook/relay"
)

// readCmd reads a path of a product's API, as an app does after a thin event: status, mark and body of the answer go to
// stdout.
func readCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: read PATH")
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, ts.Getenv("LEDGERHOOK_SERVER")+os.Expand(args[0], ts.Getenv), nil)
	ts.Check(err)
	req.Header.Set("Authorization", "Bearer any")
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d\n%s: %s\nRetry-After: %s\n%s\n",
		resp.StatusCode, relay.ReadFaultHeader, strings.Join(resp.Header[relay.ReadFaultHeader], ", "), resp.Header.Get("Retry-After"), body)
}
