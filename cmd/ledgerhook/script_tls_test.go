package main

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"
)

// tlsreceiverCmd starts an HTTPS receiver, whose certificate nobody trusts unless told to.
func tlsreceiverCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: tlsreceiver STATUS BODY CAFILE")
	}
	server := startTLSReceiver(ts, args[0], args[1], nil)
	ts.Setenv("RECEIVER", server.URL)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
}

// startTLSReceiver answers every request with a status and a body until the script ends. Without a config it has httptest's
// certificate.
func startTLSReceiver(ts *testscript.TestScript, status, body string, config *tls.Config) *httptest.Server {
	server := httptest.NewUnstartedServer(answering(ts, status, body))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = config
	server.StartTLS()
	ts.Defer(server.Close)
	return server
}
