package bench

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What is sent: Bookkeeper's confirmed payment, which any data fits, filled up so that a body measures 1 KiB.
const (
	benchProvider  = "bookkeeper"
	benchType      = "payment.confirmed"
	benchBodyBytes = 1024
)

// batchSize is how many events go into one request of the batch part.
const batchSize = 50

// markPrefix stands before the number of a run and of an event in it: bench-0003-00012345.
const markPrefix = "bench-"

const markBytes = len(markPrefix) + 4 + 1 + 8

func mark(run, n int) string { return fmt.Sprintf("%s%04d-%08d", markPrefix, run, n) }

// readMark finds the numbers in a body.
func readMark(body []byte) (run, n int, ok bool) {
	at := bytes.Index(body, []byte(markPrefix))
	if at < 0 || len(body) < at+markBytes || body[at+len(markPrefix)+4] != '-' {
		return 0, 0, false
	}
	digits := string(body[at+len(markPrefix) : at+markBytes])
	run, err := strconv.Atoi(digits[:4])
	if err != nil {
		return 0, 0, false
	}
	n, err = strconv.Atoi(digits[5:])
	return run, n, err == nil
}

// stencil is a text that is the same for each event but for the mark.
type stencil struct {
	text    []byte
	at      int // where the mark stands
	headers []relay.Header
}

// newStencil finds the mark in a text.
func newStencil(text []byte, headers []relay.Header) stencil {
	return stencil{text, bytes.Index(text, []byte(markPrefix)), headers}
}

// with appends the text with another mark to dst.
func (s stencil) with(dst []byte, run, n int) []byte {
	dst = append(dst, s.text[:s.at]...)
	dst = append(dst, mark(run, n)...)
	return append(dst, s.text[s.at+markBytes:]...)
}

// benchData is the data of an event: filled up for a body of benchBodyBytes.
func benchData(run, n int) []byte {
	const overhead = len(`{"type":"` + benchType + `","timestamp":"2026-01-01T00:00:00Z","data":}`)
	head := `{"transaction_id":"txn_0123456789","reference_id":"` + mark(run, n) + `","amount":"1210.00","currency":"EUR","counterparty":"Example BV","memo":"`
	const tail = `"}`
	return []byte(head + strings.Repeat("x", benchBodyBytes-overhead-len(head)-len(tail)) + tail)
}

// eventStencil is what is posted to publish one event.
func eventStencil() stencil {
	headers := []relay.Header{{Name: "Content-Type", Value: "application/json"}}
	return newStencil(fmt.Appendf(nil, `{"provider":%q,"type":%q,"data":%s}`, benchProvider, benchType, benchData(0, 0)), headers)
}

// batch is a request for the events from first to before end.
func (s stencil) batch(run, first, end int) []byte {
	text := make([]byte, 0, (end-first)*(len(s.text)+1)+32)
	text = append(text, `{"events":[`...)
	for n := first; n < end; n++ {
		if n > first {
			text = append(text, ',')
		}
		text = s.with(text, run, n)
	}
	return append(text, "]}"...)
}
