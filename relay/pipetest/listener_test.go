package pipetest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/pipetest"
)

// A server and a client of net/http wait for each other through it, and the time of the bubble goes on meanwhile.
func TestAServerOnPipes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener := pipetest.Listen()
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			time.Sleep(time.Hour)
			_, _ = io.WriteString(w, "late")
		})}
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(listener) }()
		client := &http.Client{Transport: &http.Transport{DialContext: listener.Dial}}
		defer client.CloseIdleConnections()
		began := time.Now()
		resp, err := client.Get("http://server.test/")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || string(body) != "late" || time.Since(began) != time.Hour {
			t.Errorf("%q, %v, after %v", body, err, time.Since(began))
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
		if _, err := listener.Dial(t.Context(), "tcp", "server.test:80"); !errors.Is(err, net.ErrClosed) {
			t.Errorf("dialled after its end: %v", err)
		}
	})
}

func TestADialEndsWithItsContext(t *testing.T) {
	t.Parallel()
	why := errors.New("changed its mind")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := pipetest.Listen().Dial(ctx, "", ""); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
}
