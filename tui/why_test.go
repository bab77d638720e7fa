package tui

import (
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// refused is a delivery that the receiver found wrongly signed.
func refusedDelivery() control.Delivery {
	d := numbered(7)
	d.State, d.AttemptCount, d.LastOutcome, d.LastStatus, d.LastError = "pending", 1, "http_error", 401, "401 is no success"
	return d
}

func TestListTellsWhyASignatureWasRefused(t *testing.T) {
	t.Parallel()
	const line = "wrong: over the body as parsed and written again; sign the raw bytes"
	t.Run("as the stream tells it", func(t *testing.T) {
		t.Parallel()
		s := connected(t, 200, 30, newStub(t))
		msg := arrived(refusedDelivery())
		msg.updates[0].explanation = line
		s.send(msg)
		if n := strings.Count(s.plain(), line); n != 2 { // in its row, and below the list
			t.Errorf("it is told %d times:\n%s", n, s.plain())
		}
		d := refusedDelivery()
		d.State, d.AttemptCount, d.LastOutcome, d.LastStatus, d.LastError = "delivered", 2, "success", 200, ""
		s.send(arrived(d))
		s.lacks(line)
	})
	t.Run("asked for where only the list tells of it, once", func(t *testing.T) {
		t.Parallel()
		server := newStub(t)
		d := refusedDelivery()
		server.deliveries = []control.Delivery{d}
		d.Attempts = []control.Attempt{{Number: 1, Outcome: "http_error", Status: 401, Explanation: line}}
		server.whole[d.ID] = d
		s := connected(t, 120, 30, server)
		s.wants(line)
		s.press("j", "k")
		n := 0
		for _, call := range server.calls {
			if strings.Contains(call, d.ID) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("asked %d times: %q", n, server.calls)
		}
	})
}

func TestAge(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{-5: "0s", 59_999 * time.Millisecond: "59s", time.Minute: "1m", 90 * time.Minute: "1h", 47 * time.Hour: "1d", 1e6 * time.Hour: "9999d"} {
		if got := age(d); got != want {
			t.Errorf("age(%s) is %q, want %q", d, got, want)
		}
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"http://127.0.0.1:3000/hooks/": ":3000/hooks", "http://localhost:80": ":80", "http://[::1]:8080/x?y=1": ":8080/x",
		"https://example.com/a": "example.com/a", "nonsense": "nonsense", "": "",
	} {
		if got := place(address); got != want {
			t.Errorf("place(%q) is %q, want %q", address, got, want)
		}
	}
}

func TestHeaderTellsRateAndLatency(t *testing.T) {
	t.Parallel()
	s := connected(t, 120, 24, sample(t))
	s.send(batchMsg{batch{attempts: 4, delivered: 3, took: []float64{1, 2, 3, 40}}})
	s.send(tickMsg{start})
	s.wants("3/s ▁▁▁▁▁▁▁█  p95  40 ms ▁▁▁▁▁▁▁█")
	s.send(tickMsg{start})
	s.wants("0/s ▁▁▁▁▁▁█▁  p95      – ▁▁▁▁▁▁█▁")
}
