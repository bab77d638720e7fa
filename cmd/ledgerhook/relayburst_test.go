package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// burstOutcome is what became of one webhook, as the product sees it.
type burstOutcome int

const (
	unanswered burstOutcome = iota
	acknowledged
	refused // 503 with Retry-After
	otherwise
)

// burst is webhooks that a product sends at once.
type burst struct {
	ids      []string
	outcomes []burstOutcome
}

func (b *burst) count(outcome burstOutcome) int {
	n := 0
	for _, one := range b.outcomes {
		if one == outcome {
			n++
		}
	}
	return n
}

// rest are those that were not acknowledged.
func (b *burst) rest() *burst {
	rest := &burst{}
	for i, outcome := range b.outcomes {
		if outcome != acknowledged {
			rest.ids, rest.outcomes = append(rest.ids, b.ids[i]), append(rest.outcomes, unanswered)
		}
	}
	return rest
}

// send sends all of them over a few connections, each once, and tells how many were acknowledged so far.
func (b *burst) send(ctx context.Context, t *testing.T, url string, tell func(acknowledged int)) {
	t.Helper()
	transport := &http.Transport{MaxConnsPerHost: burstSenders, MaxIdleConnsPerHost: burstSenders}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 20 * time.Second}
	var next, acked atomic.Int64
	var senders sync.WaitGroup
	for range burstSenders {
		senders.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(b.ids) {
					return
				}
				if b.outcomes[i] = sendOne(ctx, client, url, b.ids[i]); b.outcomes[i] == acknowledged {
					tell(int(acked.Add(1)))
				}
			}
		})
	}
	senders.Wait()
}

func sendOne(ctx context.Context, client *http.Client, url, id string) burstOutcome {
	body := fmt.Appendf(nil, `{"id":%q, "type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":4812}}`, id)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return otherwise
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Webhook-Id", id)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(relay.RealClock{}.Now().Unix(), 10))
	req.Header.Set("Webhook-Signature", burstSignature(body))
	resp, err := client.Do(req)
	if err != nil {
		return unanswered
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	switch {
	case resp.StatusCode == http.StatusOK:
		return acknowledged
	case resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
		return refused
	}
	return otherwise
}

// burstSignature is Fintoro's: the whole secret over the body, in hex. Source: vendor documentation.
func burstSignature(body []byte) string {
	mac := hmac.New(sha256.New, []byte(burstSecret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// burstApp is an app that is down until it is opened: whoever connects is cut off. Then it verifies what it gets.
type burstApp struct {
	url        string
	up         atomic.Bool
	got, wrong atomic.Int64

	mu   sync.Mutex
	seen map[string]bool
	more chan struct{} // has a token when something came
}

func newBurstApp(t *testing.T) *burstApp {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &burstApp{url: "http://" + listener.Addr().String() + "/webhooks", seen: map[string]bool{}, more: make(chan struct{}, 1)}
	server := relay.ServerLimits{}.Server(a, nil)
	go func() { _ = server.Serve(cutOff{listener, &a.up}) }()
	t.Cleanup(func() { _ = server.Close() })
	return a
}

// cutOff is a listener that closes each connection until it is up.
type cutOff struct {
	net.Listener
	up *atomic.Bool
}

// Accept implements net.Listener.
func (c cutOff) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil || c.up.Load() {
			return conn, err
		}
		_ = conn.Close()
	}
}

func (a *burstApp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	a.got.Add(1)
	if err != nil || r.Header.Get("Webhook-Signature") != burstSignature(body) {
		a.wrong.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	a.mu.Lock()
	a.seen[r.Header.Get("Webhook-Id")] = true
	a.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
	select {
	case a.more <- struct{}{}:
	default:
	}
}

// await waits until the app has all of them.
func (a *burstApp) await(ctx context.Context, t *testing.T, wanted map[string]bool) {
	t.Helper()
	for {
		missing := 0
		a.mu.Lock()
		for id := range wanted {
			if !a.seen[id] {
				missing++
			}
		}
		a.mu.Unlock()
		if missing == 0 {
			return
		}
		select {
		case <-a.more:
		case <-ctx.Done():
			t.Fatalf("the app lacks %d of %d", missing, len(wanted))
		}
	}
}
