package main

import (
	"context"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// reconciled ends the story: the books of both receivers are held against all that was sent to them.
func (s *story) reconciled(ctx context.Context) error {
	mock, err := s.client.Reconcile(ctx, "", "")
	if err != nil {
		return err
	}
	if err := s.checkBooks(&mock, "the mock's books"); err != nil {
		return err
	}
	list, err := s.takenByOther(ctx)
	if err != nil {
		return err
	}
	other, err := s.client.ReconcileObserved(ctx, list, "", "")
	if err != nil {
		return err
	}
	return s.checkBooks(&other, "the other receiver's own list")
}

func (s *story) checkBooks(r *control.Reconciliation, whose string) error {
	ok := r.Reconciled && r.Events > 0 && r.Undelivered.Count == 0 && r.Waiting == 0
	return s.check(ok, "%s: of %s %d as sent, %d with nothing to book; %d missing, %d doubled, %d differing", whose, relay.Counted(r.Events, "event"),
		r.OK, r.NothingToBook, r.Missing.Count, r.Doubled.Count, r.Differing.Count)
}

// takenByOther is the second receiver's own list: what it took, by the identity that it tells webhooks apart by.
func (s *story) takenByOther(ctx context.Context) ([]relay.ObservedItem, error) {
	receipts, _, err := s.other.books.Receipts(ctx, relay.ReceiptQuery{Verdict: relay.Accepted, Limit: 1000})
	list := make([]relay.ObservedItem, len(receipts))
	for i := range receipts {
		list[i] = relay.ObservedItem{EventID: receipts[i].DedupKey, Reference: receipts[i].Reference}
	}
	return list, err
}
