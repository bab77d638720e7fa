package mock

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// work judges the request, stores what came of it and answers. What is booked after the answer is handed in before it.
func (rc *Receiver) work(ctx context.Context, w http.ResponseWriter, v *visit) {
	rc.judge(ctx, v)
	if err := rc.store(ctx, v); err != nil {
		v.closed = true // there is nowhere to keep it
		if errors.Is(err, errBusy) {
			busy(w)
			return
		}
		status := http.StatusInternalServerError
		if errors.Is(err, relay.ErrUnavailable) {
			status = http.StatusServiceUnavailable
		}
		writeAnswer(w, status, errorBody("the receipt could not be stored: "+err.Error()))
		return
	}
	writeAnswer(w, v.receipt.Status, v.receipt.Answer)
}

// judge fills in the receipt.
func (rc *Receiver) judge(ctx context.Context, v *visit) {
	if v.refusal != nil {
		v.refuse(relay.Unreadable, v.refusal.status, v.refusal.problem)
		return
	}
	keys, err := rc.keys.Keys(ctx, v.sender.name())
	if err != nil {
		v.refuse(relay.Unhandled, http.StatusInternalServerError, "the secrets could not be read: "+err.Error())
		return
	}
	err = v.sender.verify(rc.freshBy.Now(), v.header, v.body, keys)
	if err != nil && !errors.Is(err, errNoSecret) {
		v.refuse(relay.Rejected, http.StatusUnauthorized, err.Error())
		return
	}
	verified := err == nil
	if !verified {
		v.remark(err.Error())
	}
	if v.unreadable != nil {
		v.refuse(relay.Unreadable, http.StatusBadRequest, v.unreadable.Error())
		return
	}
	v.remark(v.event.remark)
	v.receipt.Verdict = relay.Accepted
	var unread string
	v.receipt.Fetches, unread = rc.toFetch(v, verified)
	v.remark(unread)
}

// errBusy means that more is waiting to be booked than there is room for.
var errBusy = errors.New("too much is waiting to be booked")

// store keeps the receipt, completes it with what the books made of it, and sees to it that it is booked.
func (rc *Receiver) store(ctx context.Context, v *visit) error {
	v.receipt.Faults = slices.Clone(v.hits)
	arrival := relay.Arrival{Receipt: v.receipt}
	if v.sender != nil {
		arrival.Answer = v.sender.answer
		if booksFirst(v.sender) && v.event.claim != nil {
			arrival.Booking = bookingOf(&v.receipt, v.event.claim, v.now)
		}
	}
	done := rc.takeTurn(ctx)
	defer done()
	reserved, err := rc.reserve(ctx, v)
	if err != nil {
		return err
	}
	stored, err := rc.books.Receive(ctx, arrival)
	if err != nil {
		rc.inbox.release(reserved)
		return err
	}
	v.closed = true
	v.receipt = stored
	var later *relay.Booking
	if stored.Verdict == relay.Accepted && reserved > 0 {
		later = bookingOf(&stored, v.event.claim, v.now)
	}
	rc.inbox.hand(stored.Row, later, reserved)
	if len(stored.Fetches) > 0 {
		rc.errands.added()
	}
	rc.onReceipt(stored)
	return nil
}

// reserve makes sure that there is room for what is booked after the answer; zero where that is nothing.
func (rc *Receiver) reserve(ctx context.Context, v *visit) (size int64, err error) {
	if v.receipt.Verdict != relay.Accepted || v.event.claim == nil || booksFirst(v.sender) {
		return 0, nil
	}
	if size, ok := rc.inbox.tryReserve(len(v.body)); ok { // the usual case needs no timer
		return size, nil
	}
	ctx, stop := context.WithTimeoutCause(ctx, intakePatience, errBusy)
	defer stop()
	return rc.inbox.reserve(ctx, len(v.body))
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
	_ = rc.store(ctx, v)
}
