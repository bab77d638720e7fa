package check_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/pipetest"
)

// mistake is one classic bug in an app.
type mistake struct {
	product string
	in      func(rc *receiver) http.Handler
	found   string // the case that finds it
	verdict check.Verdict
	says    string // what its detail says, in part
}

// finds checks the app with the mistake, and that the case names it while the right app passes.
func (m mistake) finds(t *testing.T, change func(*check.Options, *receiver)) {
	t.Helper()
	right := rightReceiver(m.product)
	if r := m.run(t, right, right, change); r.Verdict != check.Pass {
		t.Errorf("the right app: %s: %s %q", m.found, r.Verdict, r.Detail)
	}
	wrong := rightReceiver(m.product)
	m.names(t, m.run(t, m.in(wrong), wrong, change))
}

// names holds a result against what it should say.
func (m mistake) names(t *testing.T, r check.Result) {
	t.Helper()
	if r.Verdict != m.verdict || !strings.Contains(r.Detail, m.says) || r.Remedy == "" || len(r.Exchanges) == 0 {
		t.Errorf("%s: %s %q, remedy %q, %d exchanges; want %s %q", m.found, r.Verdict, r.Detail, r.Remedy, len(r.Exchanges), m.verdict, m.says)
	}
}

// run runs the case against an app, in a bubble: how long anything takes is exact there, however busy the machine is.
func (m mistake) run(t *testing.T, handler http.Handler, rc *receiver, change func(*check.Options, *receiver)) (r check.Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { r = m.at(t, serve(t, &http.Server{Handler: handler}), rc, change) })
	return r
}

// serve runs a server in a bubble until the test ends.
func serve(t *testing.T, server *http.Server) *pipetest.Listener {
	t.Helper()
	listener := pipetest.Listen()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener
}

// at runs the case against a server, in the bubble that it is in.
func (m mistake) at(t *testing.T, listener *pipetest.Listener, rc *receiver, change func(*check.Options, *receiver)) check.Result {
	t.Helper()
	o := newRig(t).optionsAt(t, m.product, "http://receiver.test")
	o.Dial, o.Only = listener.Dial, []string{"delivery/valid", m.found}
	if change != nil {
		change(&o, rc)
	}
	r, ok := run(t, o)[m.found]
	if !ok {
		t.Fatalf("%s did not run", m.found)
	}
	return r
}
