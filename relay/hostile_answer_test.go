package relay_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What happens on the connection once the answer is out.
const (
	thenClose  = iota
	thenReset  // with an RST
	thenHold   // until the sender closes it
	thenRepeat // again and, until the sender has had enough, says the rest again
)

// hostileAnswer is what a receiver says to one request, and what the attempt must make of it.
type hostileAnswer struct {
	say     string
	then    int
	again   string // with thenRepeat
	outcome relay.Outcome
	status  int
	body    string
	cut     bool   // the body is MaxResponseBytes long and was cut
	text    string // part of the attempt's error
}

func hostileAnswers() map[string]hostileAnswer {
	const (
		ok     = relay.Success
		broken = relay.ProtocolError
		okHead = "HTTP/1.1 200 OK\r\n"
		middle = "closed in the middle"
	)
	answers := map[string]hostileAnswer{
		"100 and 103 several times, then 200": {say: strings.Repeat("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 3) + okHead + "Content-Length: 2\r\n\r\nok", outcome: ok, status: 200, body: "ok"},
		"102 and then 500":                    {say: "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", outcome: ok, status: 500},
		"a flood of 1xx":                      {say: "HTTP/1.1 100 Continue\r\n\r\n", then: thenRepeat, again: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", outcome: broken, text: "headers exceeded"},
		"1xx and then nothing":                {say: "HTTP/1.1 103 Early Hints\r\n\r\n", outcome: broken},
		"101 on a connection that stays open": {say: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nbytes of x", then: thenHold, outcome: ok, status: 101},
		"101 without an Upgrade":              {say: "HTTP/1.1 101 Switching Protocols\r\n\r\n", then: thenHold, outcome: ok, status: 101},

		"headers without end":            {say: okHead, then: thenRepeat, again: "X-More: and more\r\n", outcome: broken, text: "headers exceeded"},
		"a header line without end":      {say: okHead + "X-Long: ", then: thenRepeat, again: "long", outcome: broken, text: "headers exceeded"},
		"a status line without end":      {say: "HTTP/1.1 200 ", then: thenRepeat, again: "OK", outcome: broken, text: "headers exceeded"},
		"a big head that is still whole": {say: okHead + "X-Big: " + strings.Repeat("b", 200<<10) + "\r\nContent-Length: 2\r\n\r\nok", outcome: ok, status: 200, body: "ok"},
		"a header without a colon":       {say: okHead + "no colon \xff\x1b[31m" + strings.Repeat("x", 2000) + "\r\n\r\n", outcome: broken, text: "malformed"},
		"a header name with a NUL":       {say: okHead + "X-\x00A: b\r\n\r\n", outcome: broken},
		"a header value with a NUL":      {say: okHead + "X-A: a\x00b\r\n\r\n", outcome: broken, text: "malformed"},
		"a folded header":                {say: okHead + "X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\nok", outcome: ok, status: 200, body: "ok"},
		"bare line feeds":                {say: "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", outcome: ok, status: 200, body: "ok"},

		"a body that never ends, of a known length": {say: okHead + "Content-Length: 1099511627776\r\n\r\n", then: thenRepeat, again: strings.Repeat("b", 4096), outcome: ok, status: 200, cut: true},
		"a body that never ends, in chunks":         {say: okHead + "Transfer-Encoding: chunked\r\n\r\n", then: thenRepeat, again: "1000\r\n" + strings.Repeat("b", 4096) + "\r\n", outcome: ok, status: 200, cut: true},
		"a body that never ends, until close":       {say: okHead + "\r\n", then: thenRepeat, again: strings.Repeat("b", 4096), outcome: ok, status: 200, cut: true},
		"a chunk's length without end":              {say: okHead + "Transfer-Encoding: chunked\r\n\r\n", then: thenRepeat, again: "0", outcome: broken},
		"a chunk's extension without end":           {say: okHead + "Transfer-Encoding: chunked\r\n\r\n2;", then: thenRepeat, again: "x=y;", outcome: broken},
		"tiny chunks with large extensions":         {say: okHead + "Transfer-Encoding: chunked\r\n\r\n", then: thenRepeat, again: "1;" + strings.Repeat("x", 1000) + "\r\nb\r\n", outcome: broken},
		"trailers without end":                      {say: okHead + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", then: thenRepeat, again: "X-Trailer: t\r\n", outcome: broken},
		"trailers":                                  {say: okHead + "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\nX-Unannounced: 2\r\n\r\n", then: thenHold, outcome: ok, status: 200, body: "ok"},
		"a chunk whose length is no number":         {say: okHead + "Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n", then: thenHold, outcome: broken, status: 200},
		"a chunk longer than it said":               {say: okHead + "Transfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n", then: thenHold, outcome: broken, status: 200, body: "ok"},
		"chunks that break off":                     {say: okHead + "Transfer-Encoding: chunked\r\n\r\n9\r\nok", outcome: broken, status: 200, body: "ok", text: middle},

		"garbage":                         {say: "\x16\x03\x01\x00\xa5garbage\xff\r\n\r\n", outcome: broken, text: "malformed"},
		"garbage without a line's end":    {say: "SSH-2.0-OpenSSH", outcome: broken},
		"another protocol's name":         {say: "ICY 200 OK\r\n\r\n", outcome: broken, text: "malformed"},
		"no status":                       {say: "HTTP/1.1\r\n\r\n", outcome: broken, text: "malformed"},
		"a status that is no number":      {say: "HTTP/1.1 abc\r\n\r\n", outcome: broken, text: "malformed"},
		"status 99":                       {say: "HTTP/1.1 99 Low\r\n\r\n", outcome: broken, text: "malformed"},
		"status 099":                      {say: "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n", outcome: broken, text: "malformed"},
		"status 1000":                     {say: "HTTP/1.1 1000 High\r\n\r\n", outcome: broken, text: "malformed"},
		"status -20":                      {say: "HTTP/1.1 -20 Minus\r\n\r\n", outcome: broken, text: "malformed"},
		"status 999":                      {say: "HTTP/1.1 999 High\r\nContent-Length: 0\r\n\r\n", outcome: ok, status: 999},
		"a status without a reason":       {say: "HTTP/1.1 202\r\nContent-Length: 0\r\n\r\n", outcome: ok, status: 202},
		"HTTP/1.0, until close":           {say: "HTTP/1.0 200 OK\r\n\r\nok", outcome: ok, status: 200, body: "ok"},
		"HTTP/1.0 with a length":          {say: "HTTP/1.0 201 Made\r\nContent-Length: 2\r\n\r\nok", then: thenHold, outcome: ok, status: 201, body: "ok"},
		"a 204 with a body":               {say: "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", then: thenHold, outcome: ok, status: 204},
		"a 304 with a body":               {say: "HTTP/1.1 304 Not Modified\r\n\r\nhello", then: thenHold, outcome: ok, status: 304},
		"a body in gzip stays so":         {say: okHead + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08", outcome: ok, status: 200, body: "\x1f\x8b\x08"},
		"invalid UTF-8 and NUL in a body": {say: okHead + "Content-Length: 5\r\n\r\n\xff\x00\xfeok", outcome: ok, status: 200, body: "\xff\x00\xfeok"},

		"a body shorter than its length":      {say: okHead + "Content-Length: 10\r\n\r\nhalf", outcome: broken, status: 200, body: "half", text: middle},
		"a body longer than its length":       {say: okHead + "Content-Length: 2\r\n\r\nokHTTP/1.1 500 Oh\r\n\r\n", then: thenHold, outcome: ok, status: 200, body: "ok"},
		"a length that is negative":           {say: okHead + "Content-Length: -1\r\n\r\n", outcome: broken},
		"a length that is no number":          {say: okHead + "Content-Length: +2\r\n\r\nok", outcome: broken},
		"a length that is too large":          {say: okHead + "Content-Length: 99999999999999999999\r\n\r\nok", outcome: broken},
		"a length of nothing":                 {say: okHead + "Content-Length: \r\n\r\nok", outcome: broken},
		"two lengths that differ":             {say: okHead + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", outcome: broken},
		"two lengths in one line":             {say: okHead + "Content-Length: 2, 2\r\n\r\nok", outcome: broken},
		"one length said twice":               {say: okHead + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nok", outcome: ok, status: 200, body: "ok"},
		"a length and chunks":                 {say: okHead + "Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", then: thenHold, outcome: ok, status: 200, body: "ok"},
		"a transfer coding that nobody knows": {say: okHead + "Transfer-Encoding: snappy\r\n\r\nok", outcome: broken},

		"nothing":                        {outcome: broken, text: "closed"},
		"a reset before an answer":       {then: thenReset, outcome: broken, text: "reset"},
		"a close within the status line": {say: "HTTP/1.1 20", outcome: broken},
		"a reset within the status line": {say: "HTTP/1.1 20", then: thenReset, outcome: broken},
		"a close within the headers":     {say: okHead + "Content-Ty", outcome: broken},
		"a reset within the headers":     {say: okHead + "Content-Ty", then: thenReset, outcome: broken},
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		answers[fmt.Sprintf("a redirect with %d to itself", status)] = hostileAnswer{
			say: fmt.Sprintf("HTTP/1.1 %d Away\r\nLocation: /again\r\nContent-Length: 2\r\n\r\nok", status), then: thenHold, outcome: ok, status: status, body: "ok",
		}
	}
	for _, status := range []int{401, 407, 408, 421, 425, 429, 503} {
		answers[fmt.Sprintf("a %d that asks for another try", status)] = hostileAnswer{
			say: fmt.Sprintf("HTTP/1.1 %d Again\r\nRetry-After: 0\r\nWWW-Authenticate: Basic\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", status), outcome: ok, status: status,
		}
	}
	return answers
}

// Whatever the receiver says, one attempt is one request, ends, and tells what came.
func TestHostileAnswers(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		for name, tt := range hostileAnswers() {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				receiver := receiveRaw(t, tt.play)
				attempt := attemptOn(t, wire.open(t, relay.TransportOptions{}), relay.Outgoing{URL: receiver.url + "/hook", Headers: []relay.Header{{Name: "Idempotency-Key", Value: "k"}}})
				tt.check(t, &attempt)
				if n := len(receiver.requests()); n != 1 {
					t.Errorf("%d requests arrived, want 1", n)
				}
			})
		}
	})
}

// Header bytes that are no text are kept as they came; a store and a view that cannot show them say so themselves.
func TestHostileHeaders(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		receiver := receiveRaw(t, func(_ int, c *rawConn) {
			if c.request() {
				c.say("HTTP/1.1 200 OK\r\nX-Latin: caf\xe9\r\nx-lower:  blank  \r\nX-Twice: 1\r\nX-Twice: 2\r\nX-Empty:\r\nContent-Length: 0\r\n\r\n")
			}
		})
		attempt := attemptOn(t, wire.open(t, relay.TransportOptions{}), relay.Outgoing{URL: receiver.url})
		sent(t, attempt)
		want := []relay.Header{
			{Name: "Content-Length", Value: "0"}, {Name: "X-Empty", Value: ""}, {Name: "X-Latin", Value: "caf\xe9"},
			{Name: "X-Lower", Value: "blank"}, {Name: "X-Twice", Value: "1"}, {Name: "X-Twice", Value: "2"},
		}
		if diff := cmp.Diff(want, attempt.Response.Headers); diff != "" {
			t.Error(diff)
		}
	})
}

// A header that would break out of its line is refused before anything is sent.
func TestHeadersThatCannotBeSent(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		receiver := receiveRaw(t, func(_ int, c *rawConn) { c.request() })
		for _, header := range []relay.Header{{Name: "X-A", Value: "b\r\nX-C: d"}, {Name: "X-A", Value: "b\nc"}, {Name: "X-A", Value: "\x00"}, {Name: "X A", Value: "b"}, {Name: "X-A:", Value: "b"}, {Name: "", Value: "b"}, {Name: "Ünicode", Value: "b"}} {
			attempt := attemptOn(t, wire.open(t, relay.TransportOptions{}), relay.Outgoing{URL: receiver.url, Headers: []relay.Header{header}})
			if attempt.Outcome != relay.Blocked || !strings.HasPrefix(attempt.Error, "headers: ") {
				t.Errorf("%q: %s, %s", header, attempt.Outcome, attempt.Error)
			}
		}
		if n := receiver.connections(); n != 0 {
			t.Errorf("%d connections were made", n)
		}
	})
}

// play is the receiver's side of each connection.
func (h *hostileAnswer) play(_ int, c *rawConn) {
	if !c.request() || !c.say(h.say) {
		return
	}
	switch h.then {
	case thenReset:
		c.reset()
	case thenHold:
		c.untilClosed()
	case thenRepeat:
		for c.say(h.again) {
		}
	}
}

func (h *hostileAnswer) check(t *testing.T, attempt *relay.Attempt) {
	t.Helper()
	if attempt.Outcome != h.outcome || attempt.Status() != h.status && !(h.then == thenRepeat && h.outcome == relay.ProtocolError) {
		t.Fatalf("%s %d (%s), want %s %d", attempt.Outcome, attempt.Status(), attempt.Error, h.outcome, h.status)
	}
	if (attempt.Error == "") != (attempt.Outcome == relay.Success) || !strings.Contains(attempt.Error, h.text) {
		t.Errorf("%s with error %q, want one with %q", attempt.Outcome, attempt.Error, h.text)
	}
	if len(attempt.Error) > 600 || !utf8.ValidString(attempt.Error) {
		t.Errorf("the error is %d bytes long: %q", len(attempt.Error), attempt.Error)
	}
	if attempt.Response == nil || h.then == thenRepeat && !h.cut {
		return
	}
	if h.cut {
		if len(attempt.Response.Body) != relay.MaxResponseBytes || attempt.Response.Truncated != 1<<20 || !attempt.Response.Cut || !strings.Contains(attempt.Note, "cut after") {
			t.Errorf("kept %d, threw away %d, cut %v, note %q", len(attempt.Response.Body), attempt.Response.Truncated, attempt.Response.Cut, attempt.Note)
		}
		return
	}
	if string(attempt.Response.Body) != h.body || attempt.Response.Cut || attempt.Response.Truncated != 0 {
		t.Errorf("body %q, want %q", attempt.Response.Body, h.body)
	}
}
