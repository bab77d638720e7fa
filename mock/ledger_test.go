package mock

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// readEvent is what a product reads of a body.
func readEvent(t testing.TB, name, body string) event {
	t.Helper()
	e, err := productNamed(t, name).read(http.Header{"Webhook-Id": {"msg_1"}, "Idempotency-Key": {"msg_1"}}, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func productNamed(t testing.TB, name string) product {
	t.Helper()
	for _, p := range products() {
		if p.name() == name {
			return p
		}
	}
	t.Fatalf("no product %q", name)
	return nil
}

// ledger is books in memory: what settle needs, and nothing else. The zero value is empty.
type ledger struct {
	states   map[string][]byte
	postings []relay.Posting
	numbers  map[relay.PostingKind]int
}

// hear books an event: its detail as well where there is one. "404" stands for a detail that is gone.
func (l *ledger) hear(t testing.TB, name, body, detail string) event {
	t.Helper()
	e := readEvent(t, name, body)
	c := e.claim
	if (e.detail != "") != (detail != "") {
		t.Fatalf("the detail is at %q, and there is %q", e.detail, detail)
	}
	switch {
	case detail == "404":
		c = productNamed(t, name).gone(e)
	case detail != "":
		var err error
		if c, err = productNamed(t, name).detailed(e, []byte(detail)); err != nil {
			t.Fatal(err)
		}
	}
	if c != nil {
		l.take(t, c)
	}
	return e
}

func (l *ledger) take(t testing.TB, c *claim) {
	t.Helper()
	postings, err := l.settle(c)
	if err != nil {
		t.Fatal(err)
	}
	l.postings = append(l.postings, postings...)
}

func (l *ledger) settle(c *claim) ([]relay.Posting, error) {
	if l.states == nil {
		l.states, l.numbers = map[string][]byte{}, map[relay.PostingKind]int{}
	}
	return settle(c,
		func(document string) ([]byte, error) { return l.states[document], nil },
		func(document string, state []byte) error { l.states[document] = state; return nil },
		func(kind relay.PostingKind) (string, error) {
			if kind.Prefix() == "" {
				return "", errors.New("a posting of no kind")
			}
			l.numbers[kind]++
			return fmt.Sprintf("%s-%d", kind.Prefix(), l.numbers[kind]), nil
		})
}

// String shows the postings, one a line.
func (l *ledger) String() string {
	var all []string
	for _, p := range l.postings {
		var entries []string
		for _, e := range p.Entries {
			if e.Debit != "" {
				entries = append(entries, " Dr "+e.Account+" "+e.Debit)
			} else {
				entries = append(entries, " Cr "+e.Account+" "+e.Credit)
			}
		}
		all = append(all, words(p.Reference, p.Currency, p.Text)+":"+strings.Join(entries, ",")+strings.Join(append([]string{""}, p.Breaches...), " !"))
	}
	return strings.Join(all, "\n")
}
