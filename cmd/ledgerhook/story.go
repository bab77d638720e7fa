package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// story tells the demo: it makes things happen through the control API, and holds every line against what a receiver got.
type story struct {
	*app
	client  *control.Client
	mockURL string
	other   *otherReceiver

	current        string // the chapter
	checks, misses int
}

// storyWait is how long the demo waits for a delivery.
const storyWait = 4 * time.Second

func (s *story) title(text string) {
	if s.current != "" {
		s.say("")
	}
	s.current = text
	s.say("%s", text)
}

// check prints one line of the story and remembers whether it held.
func (s *story) check(ok bool, format string, args ...any) error {
	s.checks++
	text := fmt.Sprintf(format, args...)
	if !ok {
		s.misses++
	}
	if s.json {
		return s.printJSON(struct {
			Chapter string `json:"chapter"`
			Line    string `json:"line"`
			OK      bool   `json:"ok"`
		}{s.current, text, ok})
	}
	mark := "✓"
	if !ok {
		mark = "✗ NOT SO:"
	}
	s.say("  %s %s", mark, relay.Visible(text))
	return nil
}

// end sums up and names what to try next.
func (s *story) end() error {
	if s.misses > 0 {
		fmt.Fprintf(s.stderr, "ledgerhook: %d of %d lines of the demo did not hold\n", s.misses, s.checks)
		return errFailed
	}
	s.say("\nAll %d lines were checked against what the receivers got. Next:", s.checks)
	s.say("  ledgerhook serve                                    start the relay, and leave it running")
	s.say("  ledgerhook trigger fintoro invoices.paid --wait     send something")
	s.say("  ledgerhook tui                                      look at it, replay it, break it")
	return nil
}

// send publishes an event and waits until its one delivery is final.
func (s *story) send(ctx context.Context, request control.PublishRequest) (control.Delivery, error) {
	p, err := s.client.Publish(ctx, request, "")
	if err != nil {
		return control.Delivery{}, err
	}
	if len(p.Deliveries) != 1 {
		return control.Delivery{}, fmt.Errorf("%s %s made %d deliveries, not one", request.Provider, request.Type, len(p.Deliveries))
	}
	waited, err := s.client.Wait(ctx, "id:"+p.Deliveries[0].ID, storyWait)
	if err != nil {
		return control.Delivery{}, err
	}
	if !waited.Final {
		return control.Delivery{}, fmt.Errorf("delivery %s was not final after %v", p.Deliveries[0].ID, storyWait)
	}
	return s.client.Delivery(ctx, p.Deliveries[0].ID)
}

// received lists what the built-in mock got of a delivery, oldest first: the receipts with exactly its bytes.
func (s *story) received(ctx context.Context, d *control.Delivery) ([]control.Receipt, error) {
	all, _, err := s.client.Receipts(ctx, d.Provider, "", "", 1000)
	return withBody(all, d), err
}

// receivedByOther does the same for the second receiver.
func (s *story) receivedByOther(ctx context.Context, d *control.Delivery) ([]control.Receipt, error) {
	receipts, _, err := s.other.books.Receipts(ctx, relay.ReceiptQuery{Provider: d.Provider, Limit: 1000})
	shown := make([]control.Receipt, len(receipts))
	for i := range receipts {
		shown[i] = control.ReceiptOf(&receipts[i])
	}
	return withBody(shown, d), err
}

func withBody(receipts []control.Receipt, d *control.Delivery) []control.Receipt {
	sent := control.Message{Body: d.Body, BodyBase64: d.BodyBase64}
	var same []control.Receipt
	for i := len(receipts) - 1; i >= 0; i-- {
		if bytes.Equal(receipts[i].Request.Bytes(), sent.Bytes()) {
			same = append(same, receipts[i])
		}
	}
	return same
}

// postings counts what the mock booked for a delivery's identity.
func (s *story) postings(ctx context.Context, provider, dedupKey string) (int, error) {
	all, _, err := s.client.Ledger(ctx, provider, "", 1000)
	n := 0
	for _, p := range all {
		if p.DedupKey == dedupKey {
			n++
		}
	}
	return n, err
}

// only reports whether there is exactly one receipt, with a verdict.
func only(receipts []control.Receipt, verdict relay.Verdict) bool {
	return len(receipts) == 1 && receipts[0].Verdict == string(verdict)
}
