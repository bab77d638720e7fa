package main

import (
	"crypto/tls"
	"net"

	"github.com/go-json-experiment/json"
	"github.com/rogpeppe/go-internal/testscript"
)

// certreceiverCmd starts an HTTPS receiver on this machine that serves as a host that counts as public.
func certreceiverCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 4 {
		ts.Fatalf("usage: certreceiver STATUS BODY HOST READY")
	}
	var line ready
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[3])), &line))
	pair, err := tls.LoadX509KeyPair(line.Certificates[args[2]].Cert, line.Certificates[args[2]].Key)
	ts.Check(err)
	server := startTLSReceiver(ts, args[0], args[1], &tls.Config{Certificates: []tls.Certificate{pair}})
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	ts.Check(err)
	ts.Setenv("RECEIVER", "https://"+args[2]+":"+port)
}
