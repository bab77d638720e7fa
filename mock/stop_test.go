package mock_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
)

// What a fault holds up for an hour does not hold up the end of the server.
func TestAStopEndsWhatAFaultHoldsUp(t *testing.T) {
	t.Parallel()
	for _, rule := range []relay.FaultRule{{Name: "hang"}, {Name: "slow-headers", Value: "1h"}, {Name: "slow-reply", Value: "1h"}} {
		request := vectors(t)["finpilo"]
		rig := newRig(t, keyring{"finpilo": request.keys}, request.now)
		rule.ID, rule.At, rule.Stage = "flt_1", relay.AtReceiver, relay.AnswerStage
		if err := rig.faults.Add(rule); err != nil {
			t.Fatal(err)
		}
		server, err := mock.Listen("127.0.0.1:0", rig, relay.ServerLimits{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- server.Run(ctx) }()
		answered := make(chan error, 1)
		go func() {
			_, _, err := request.deliver(t, server.URL, &http.Transport{DisableKeepAlives: true})
			answered <- err
		}()
		for n := uint64(0); n == 0; { // until it has done its work
			if n, err = rig.books.Count(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", rule.Spec(), err)
		}
		if err := <-answered; err == nil {
			t.Errorf("%s: it was answered whole", rule.Spec())
		}
	}
}
