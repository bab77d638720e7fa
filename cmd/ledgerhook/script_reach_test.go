package main

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/rogpeppe/go-internal/testscript"
)

// certreceiverCmd starts an HTTPS receiver on this machine that serves as a host that counts as public.
func certreceiverCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 4 {
		ts.Fatalf("usage: certreceiver STATUS BODY HOST READY")
	}
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	var line ready
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[3])), &line))
	pair, err := tls.LoadX509KeyPair(line.Certificates[args[2]].Cert, line.Certificates[args[2]].Key)
	ts.Check(err)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, args[1])
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	server.StartTLS()
	ts.Defer(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	ts.Check(err)
	ts.Setenv("RECEIVER", "https://"+args[2]+":"+port)
}
