package check_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// sometimes is an app that does something to the n-th webhook, and to each as many later, before it takes it; done means that it
// was answered.
func sometimes(n int64, does func(w http.ResponseWriter, r *http.Request) (done bool)) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		var count atomic.Int64
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if count.Add(1)%n != 0 || !does(w, r) {
				rc.ServeHTTP(w, r)
			}
		})
	}
}

func waits(d time.Duration) func(http.ResponseWriter, *http.Request) bool {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		_, err := io.Copy(io.Discard, r.Body) // else nobody sees that the sender is gone
		return relay.RealClock{}.Pause(r.Context(), d) != nil || err != nil
	}
}

func answering(status int, headers ...string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		_, _ = io.Copy(io.Discard, r.Body) // a pipe holds nothing: who writes it waits until it is read
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		return true
	}
}

// referring is an app that answers what it pleases to a document.
func referring(body func(n int64) string) func(*receiver) http.Handler {
	return func(rc *receiver) http.Handler {
		var n atomic.Int64
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = io.WriteString(w, body(n.Add(1)))
		})
	}
}

// Each of these apps answers wrongly, and the case that is about it names it.
func TestAnswerMistakes(t *testing.T) {
	t.Parallel()
	limit := func(d time.Duration) func(*check.Options, *receiver) {
		return func(o *check.Options, _ *receiver) { o.Timeout = d }
	}
	underLoad := func(o *check.Options, _ *receiver) { o.Only = append(o.Only, "load/burst") }
	tests := map[string]struct {
		mistake
		change func(*check.Options, *receiver)
	}{
		"fails every fourth":      {mistake{"moneybird", sometimes(4, answering(500)), "answer/status", check.Fail, "to 2 of 10 right webhooks it answered 500"}, nil},
		"answers half a success":  {mistake{"fintoro", sometimes(1, answering(206)), "answer/status", check.Warn, "a success of another kind"}, nil},
		"hangs at one":            {mistake{"silverfin", sometimes(5, waits(time.Minute)), "answer/in-time", check.Fail, "no answer within 400ms"}, limit(400 * time.Millisecond)},
		"works before it answers": {mistake{"bookkeeper", sometimes(9, answersAfter(450*time.Millisecond)), "answer/half-time", check.Warn, "more than 400ms"}, limit(800 * time.Millisecond)},
		"works a little":          {mistake{"finpilo", sometimes(9, answersAfter(1050*time.Millisecond)), "answer/soon", check.Warn, "more than 1s"}, nil},
		"redirects to a slash": {mistake{"fintoro", sometimes(1, answering(308, "Location: https://hooks.example.com/hooks/")), "answer/redirect", check.Fail,
			"answered 308 to a right webhook, and points to https://hooks.example.com/hooks/"}, nil},
		"answers a page":             {mistake{"moneybird", referring(func(int64) string { return strings.Repeat("<p>Thank you</p>", 10_000) }), "answer/size", check.Warn, "160 kB"}, nil},
		"turns away without a word":  {mistake{"silverfin", sometimes(9, answering(503)), "answer/retry-after", check.Warn, "answered 503"}, underLoad},
		"turns away for 10 minutes":  {mistake{"silverfin", sometimes(9, answering(429, "Retry-After: 10m")), "answer/retry-after", check.Warn, "Retry-After"}, underLoad},
		"answers an object":          {mistake{"finpilo", referring(func(int64) string { return `{"accountingReferenceId":{"no":7}}` }), "answer/reference", check.Warn, "accountingReferenceId is an object"}, nil},
		"answers in snake case":      {mistake{"finpilo", referring(func(int64) string { return `{"accounting_reference_id":"A"}` }), "answer/reference", check.Warn, "its answer has accounting_reference_id, which nobody reads"}, nil},
		"answers too deep":           {mistake{"finpilo", referring(func(int64) string { return `{"data":{"accountingReferenceId":"A"}}` }), "answer/reference", check.Warn, "its answer has data.accountingReferenceId, which nobody reads"}, nil},
		"numbers its answers":        {mistake{"finpilo", referring(func(n int64) string { return fmt.Sprintf(`{"id":%d}`, n) }), "answer/reference-again", check.Warn, "it booked it twice, or numbers its answers"}, nil},
		"answers always the same":    {mistake{"finpilo", referring(func(int64) string { return `{"id":"ok"}` }), "answer/reference-own", check.Warn, "answered ok and then ok to two documents"}, nil},
		"answers the reference once": {mistake{"finpilo", referring(func(n int64) string { return []string{"{}", `{"id":"A"}`}[n%3/2] }), "answer/reference-again", check.Warn, "no reference when it came again"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(tt.found, "answer/retry-after") { // there is nothing to say where a right one turns nothing away
				rc := rightReceiver(tt.product)
				tt.names(t, tt.run(t, tt.in(rc), rc, tt.change))
				return
			}
			tt.finds(t, tt.change)
		})
	}
}

// answersAfter lets the app answer later.
func answersAfter(d time.Duration) func(http.ResponseWriter, *http.Request) bool {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		return relay.RealClock{}.Pause(context.WithoutCancel(r.Context()), d) != nil
	}
}

// A body behind an answer that has none is taken for the next answer.
func TestABodyBehindA204(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		listener := newByHand(t, func(_ net.Listener, c net.Conn) {
			for r := bufio.NewReader(c); ; {
				headers, err := readHead(r)
				if err != nil || readBody(r, headers) != nil {
					return
				}
				_, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\nok")
			}
		})
		m := mistake{"fintoro", nil, "answer/framing", check.Warn, "2 bytes came behind the end of its answer 204"}
		m.names(t, m.at(t, listener, nil, nil))
	})
	right := mistake{product: "fintoro", found: "answer/framing"}
	if r := right.run(t, rightReceiver("fintoro"), nil, nil); r.Verdict != check.Pass {
		t.Errorf("a right one: %s %q", r.Verdict, r.Detail)
	}
}
