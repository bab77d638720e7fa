package mock

import (
	"fmt"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

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
