package check

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// Of requests at the same moment none is whole before all others but for their last byte are there.
func TestAtOnceHoldsTheLastByteBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 8
		body := []byte(`{"id":"1"}`)
		var mu sync.Mutex
		var there []net.Conn
		s, err := newSession(Options{
			URL: "http://127.0.0.1:1/hooks", Dialect: provider.Fintoro(), Clock: relay.RealClock{}, Secrets: []string{"s"},
			Dial: func(context.Context, string, string) (net.Conn, error) {
				here, other := net.Pipe()
				mu.Lock()
				defer mu.Unlock()
				there = append(there, other)
				return here, nil
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		answers := make(chan []Exchange)
		go func() { answers <- s.atOnce(t.Context(), n, "a request", Request{Body: body}) }()
		synctest.Wait()
		if len(there) != n {
			t.Fatalf("%d connections", len(there))
		}
		size := len(s.client.compose(&Request{Body: body, Conn: &Conn{}}))
		whole := make(chan int, n)
		serve := func(i int) {
			_, _ = io.ReadFull(there[i], make([]byte, size))
			whole <- i
			_, _ = there[i].Write([]byte("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"))
		}
		for i := range n - 1 {
			go serve(i)
		}
		synctest.Wait()
		if len(whole) != 0 {
			t.Errorf("%d requests are whole, and the last has not begun", len(whole))
		}
		go serve(n - 1)
		for _, x := range <-answers {
			if x.Status() != 204 {
				t.Errorf("%d %s", x.Status(), x.Error)
			}
		}
		if len(whole) != n {
			t.Errorf("%d requests are whole", len(whole))
		}
	})
}
