package mock

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// settle accounts a claim and what follows from it for other documents, and returns all postings that it makes. All of it
// belongs in one transaction. state gives what is kept of a document, nil for nothing, and keep replaces it; number is
// that of account. The postings lack Provider, DedupKey, ReceiptID and PostedAt.
func settle(c *claim, state func(document string) ([]byte, error), keep func(document string, state []byte) error, number func(relay.PostingKind) (string, error)) ([]relay.Posting, error) {
	var all []relay.Posting
	for claims := []*claim{c}; len(claims) > 0; claims = claims[1:] {
		c := claims[0]
		before, err := state(c.Document)
		if err != nil {
			return nil, err
		}
		after, postings, err := account(before, c, number)
		if err != nil {
			return nil, err
		}
		if err := keep(c.Document, after); err != nil {
			return nil, err
		}
		following, err := follow(after, c)
		if err != nil {
			return nil, err
		}
		all, claims = append(all, postings...), append(claims, following...)
	}
	return all, nil
}

// account merges a claim into what the books know of its document, and returns the postings that follow. It is pure.
// before is nil for a document that is not known; after is what to keep, compact JSON. number gives the next reference of
// a kind and is called once for each posting.
//
// What stands in the books of a document depends on the claims about it alone, not on their order: postings are the
// difference between what should stand and what does.
func account(before []byte, c *claim, number func(relay.PostingKind) (string, error)) (after []byte, postings []relay.Posting, err error) {
	d, err := readDossier(before)
	if err != nil {
		return nil, nil, fmt.Errorf("account %s: %w", c.Document, err)
	}
	d.learn(c)
	w := writer{document: c.Document, dossier: d, number: number}
	if err := w.write(); err != nil {
		return nil, nil, fmt.Errorf("account %s: %w", c.Document, err)
	}
	after, err = json.Marshal(d)
	return after, w.postings, err
}

// reference is what a document was booked under; empty where it was not. state is what account keeps.
func reference(state []byte) (string, error) {
	d, err := readDossier(state)
	if err != nil {
		return "", err
	}
	for i := range d.Standing {
		if !d.Standing[i].Payment {
			return d.Standing[i].Reference, nil
		}
	}
	return "", nil
}

// follow lists the claims about other documents that hold once c is accounted. after is what account kept. The deletion of
// a payment names the payment alone, so its own document remembers what it pays, and tells that one.
func follow(after []byte, c *claim) ([]*claim, error) {
	var claims []*claim
	if c.PaidBy != "" {
		for _, p := range c.Money {
			if !p.Gone && p.ID != "" {
				claims = append(claims, &claim{Document: c.PaidBy + p.ID, Pays: c.Document})
			}
		}
	}
	if c.Pays == "" && !c.Deleted {
		return claims, nil
	}
	d, err := readDossier(after)
	if err != nil || !d.Deleted {
		return claims, err
	}
	for _, document := range d.Pays {
		claims = append(claims, &claim{Document: document, Money: []payment{{ID: bare(c.Document), Gone: true}}})
	}
	return claims, nil
}
