package mock

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// runErrands reads what is due until ctx ends. What is being read then is read again after the next start.
func (rc *Receiver) runErrands(ctx context.Context) {
	slots := make(chan struct{}, errandsAtOnce)
	var flights sync.WaitGroup
	defer flights.Wait()
	for ctx.Err() == nil {
		news := rc.errands.look()
		now := rc.clock.Now() // one for both, else what falls due between them is in neither
		due, err := rc.books.Errands(ctx, now, errandsLoaded)
		var next time.Time
		if err == nil {
			next, err = rc.books.NextErrand(ctx, now)
		}
		if err != nil {
			_ = (relay.RealClock{}).Pause(ctx, storePause)
			continue
		}
		begun := false
		for i := range due {
			one := errand{due[i].Receipt.Row, due[i].Fetch.What}
			if !rc.errands.begin(one) {
				continue
			}
			begun = true
			slots <- struct{}{}
			run := func() {
				rc.runErrand(ctx, &due[i])
				<-slots
				rc.errands.end(one)
			}
			if rc.frozen() {
				run()
			} else {
				flights.Go(run)
			}
		}
		if !begun {
			rc.errands.rest(news, next)
			rc.nap(ctx, next)
		}
	}
}

// nap waits for something new, or for a time; zero is never.
func (rc *Receiver) nap(ctx context.Context, until time.Time) {
	var reached <-chan struct{}
	if !until.IsZero() {
		var stop func()
		reached, stop = rc.clock.Alarm(until)
		defer stop()
	}
	select {
	case <-rc.errands.wake:
	case <-reached:
	case <-ctx.Done():
	}
}

// runErrand reads something once, and stores what came of it.
func (rc *Receiver) runErrand(ctx context.Context, e *relay.Errand) {
	sender, known := findProduct(e.Receipt.Provider)
	api, reachable := rc.apis[e.Receipt.Provider]
	if !known || !reachable {
		rc.endErrand(ctx, e, nil, &reading{problem: "no API of " + e.Receipt.Provider + " is known", hopeless: true})
		return
	}
	if until := rc.errands.askedFrom(e.Receipt.Provider); until.After(rc.clock.Now()) { // no try of its own is spent on that
		e.Fetch.NextTry = until
		_ = rc.books.Fetched(context.WithoutCancel(ctx), e.Receipt.Row, e.Fetch, nil)
		return
	}
	url, err := api.resolve(&e.Fetch)
	if err != nil {
		rc.endErrand(ctx, e, sender, &reading{problem: err.Error(), hopeless: true})
		return
	}
	tokens := []string{api.Token}
	if opens, ok := sender.(interface{ fileTokens([]Key) []string }); ok && api.Token == "" && e.Fetch.What == relay.FetchFile {
		if keys, err := rc.keys.Keys(ctx, sender.name()); err == nil {
			tokens = append(opens.fileTokens(keys), tokens...)
		}
	}
	got := rc.read(ctx, &e.Fetch, url, tokens)
	if ctx.Err() == nil { // else it says nothing of the API
		rc.endErrand(ctx, e, sender, &got)
	}
}

// endErrand stores what came of a try, and books what follows.
func (rc *Receiver) endErrand(ctx context.Context, e *relay.Errand, sender product, got *reading) {
	now := rc.clock.Now()
	f := after(e.Fetch, got, now, rc.timeScale)
	if got.status == http.StatusTooManyRequests && got.retryAfter > 0 && f.State == relay.FetchWaiting {
		rc.errands.putOff(e.Receipt.Provider, f.NextTry)
	}
	var booking *relay.Booking
	if f.What == relay.FetchDetail && f.State != relay.FetchWaiting {
		booking = detailBooking(&e.Receipt, sender, &f, got.body, now)
	}
	if rc.books.Fetched(context.WithoutCancel(ctx), e.Receipt.Row, f, booking) == nil {
		return
	}
	if booking != nil { // it cannot be stored
		gaveUp := *booking
		gaveUp.Settle, gaveUp.Remark = nil, "not booked: what follows from the detail could not be stored"
		if rc.books.Fetched(context.WithoutCancel(ctx), e.Receipt.Row, f, &gaveUp) == nil {
			return
		}
	}
	_ = (relay.RealClock{}).Pause(ctx, storePause) // the store has it still, and gives it out again
}

// detailBooking is what a detail books, or the remark why it books nothing.
func detailBooking(r *relay.Receipt, sender product, f *relay.Fetch, detail []byte, now time.Time) *relay.Booking {
	remark := func(text string) *relay.Booking {
		return &relay.Booking{Row: r.Row, ReceiptID: r.ID, Provider: r.Provider, DedupKey: r.DedupKey, At: now, Remark: text}
	}
	if sender == nil {
		return remark("not booked: its detail was not read: " + f.Problem)
	}
	e, err := sender.read(storedHeader(r), r.Request.Body)
	if err != nil {
		return remark("not booked: " + err.Error())
	}
	var c *claim
	switch f.State {
	case relay.Fetched:
		if c, err = sender.detailed(e, detail); err != nil {
			return remark("not booked: " + err.Error())
		}
	case relay.FetchGone:
		if c = sender.gone(e); c == nil {
			return remark("not booked: the detail is gone")
		}
	default:
		return remark("not booked: its detail could not be read: " + f.Problem)
	}
	if c == nil {
		return nil
	}
	return bookingOf(r, c, now)
}
