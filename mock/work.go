package mock

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// work judges the request, books it and answers.
func (rc *Receiver) work(ctx context.Context, w http.ResponseWriter, v *visit) {
	posting := rc.judge(ctx, v)
	if err := rc.store(ctx, v, posting); err != nil {
		v.closed = true // there is nowhere to keep it
		status := http.StatusInternalServerError
		if errors.Is(err, relay.ErrUnavailable) {
			status = http.StatusServiceUnavailable
		}
		writeAnswer(w, status, errorBody("the receipt could not be stored: "+err.Error()))
		return
	}
	writeAnswer(w, v.receipt.Status, v.receipt.Answer)
}

// judge fills in the receipt, and returns what is to be booked: nil for nothing.
func (rc *Receiver) judge(ctx context.Context, v *visit) *relay.Posting {
	if v.refusal != nil {
		v.refuse(relay.Unreadable, v.refusal.status, v.refusal.problem)
		return nil
	}
	keys, err := rc.keys.Keys(ctx, v.sender.name())
	if err != nil {
		v.refuse(relay.Unhandled, http.StatusInternalServerError, "the secrets could not be read: "+err.Error())
		return nil
	}
	err = v.sender.verify(v.now, v.header, v.body, keys)
	if err != nil && !errors.Is(err, errNoSecret) {
		v.refuse(relay.Rejected, http.StatusUnauthorized, err.Error())
		return nil
	}
	if err != nil {
		v.remark(err.Error())
	}
	if v.unreadable != nil {
		v.refuse(relay.Unreadable, http.StatusBadRequest, v.unreadable.Error())
		return nil
	}
	v.remark(v.event.remark)
	v.receipt.Verdict = relay.Accepted
	if v.event.claim == nil {
		return nil
	}
	_, postings, err := account(nil, v.event.claim, func(relay.PostingKind) (string, error) { return "", nil })
	if err != nil {
		v.remark("not booked: " + err.Error())
		return nil
	}
	if len(postings) == 0 {
		return nil
	}
	posting := postings[0]
	posting.Provider, posting.DedupKey = v.receipt.Provider, v.receipt.DedupKey
	posting.ReceiptID, posting.PostedAt = v.receipt.ID, v.now
	return &posting
}

// store keeps the receipt with its posting and completes it with what the books made of it.
func (rc *Receiver) store(ctx context.Context, v *visit, posting *relay.Posting) error {
	v.receipt.Faults = slices.Clone(v.hits)
	var answer func(relay.Receipt) (int, []byte)
	if v.sender != nil {
		answer = v.sender.answer
	}
	stored, err := rc.books.Receive(ctx, v.receipt, posting, answer)
	if err != nil {
		return err
	}
	v.closed = true
	v.receipt = stored
	rc.onReceipt(stored)
	return nil
}

// close ends a visit. A request that a fault kept from being handled, or on which the receiver itself broke, still gets
// its receipt. The client never sees a panic, but for the one that means an aborted connection.
func (rc *Receiver) close(ctx context.Context, v *visit, answer *answerWriter) {
	reason := recover()
	problem := "not handled: a fault answered instead"
	var said []byte
	if reason != nil && reason != http.ErrAbortHandler {
		problem = fmt.Sprintf("the receiver broke: %v", reason)
		if answer.status == 0 {
			said = errorBody("the receiver broke; its receipt says why")
			writeAnswer(answer, http.StatusInternalServerError, said)
		}
	}
	if !v.closed {
		v.refuse(relay.Unhandled, answer.status, problem)
		v.receipt.Answer = said
		rc.storeUnhandled(ctx, v)
	}
	if reason == http.ErrAbortHandler {
		panic(reason)
	}
}

// storeUnhandled is store where nobody is left to be told of an error.
func (rc *Receiver) storeUnhandled(ctx context.Context, v *visit) {
	defer func() { _ = recover() }()
	_ = rc.store(ctx, v, nil)
}
