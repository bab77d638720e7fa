package mock

import (
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// settle accounts a claim and what follows from it for other documents, and returns all postings that it makes. All of it
// belongs in one transaction. state gives what is kept of a document, nil for nothing, and keep replaces it; number is
// that of account. The postings lack Provider, DedupKey, ReceiptID and PostedAt.
//
// A payment with an id is booked with the document that it pays. Its deletion names the payment alone, so the payment is a
// document, too: that one remembers what is paid, and that the payment is gone.
func settle(c *claim, state func(document string) ([]byte, error), keep func(document string, state []byte) error, number func(relay.PostingKind) (string, error)) ([]relay.Posting, error) {
	s := settlement{state: state, keep: keep, number: number}
	known, err := s.withoutGone(c)
	if err != nil {
		return nil, err
	}
	after, err := s.account(known)
	if err != nil || !c.Deleted {
		return s.postings, err
	}
	d, err := readDossier(after)
	if err != nil {
		return nil, err
	}
	for _, document := range d.Pays {
		if _, err := s.account(&claim{Document: document, Money: []payment{{ID: bare(c.Document), Gone: true}}}); err != nil {
			return nil, err
		}
	}
	return s.postings, nil
}

// settlement is one call of settle.
type settlement struct {
	state    func(document string) ([]byte, error)
	keep     func(document string, state []byte) error
	number   func(relay.PostingKind) (string, error)
	postings []relay.Posting
}

// account is account with its document's state read and kept.
func (s *settlement) account(c *claim) (after []byte, err error) {
	before, err := s.state(c.Document)
	if err != nil {
		return nil, err
	}
	after, postings, err := account(before, c, s.number)
	if err != nil {
		return nil, err
	}
	s.postings = append(s.postings, postings...)
	return after, s.keep(c.Document, after)
}

// withoutGone tells the payments in a claim what they pay, and marks those that are gone already.
func (s *settlement) withoutGone(c *claim) (*claim, error) {
	if c.PaidBy == "" || len(c.Money) == 0 {
		return c, nil
	}
	known := *c
	known.Money = slices.Clone(c.Money)
	for i := range known.Money {
		p := &known.Money[i]
		after, err := s.account(&claim{Document: c.PaidBy + p.ID, Pays: c.Document})
		if err != nil {
			return nil, err
		}
		d, err := readDossier(after)
		if err != nil {
			return nil, err
		}
		p.Gone = d.Deleted
	}
	return &known, nil
}
