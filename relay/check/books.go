package check

import (
	"context"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// How an app's books are asked for. Source: our choice.
const (
	booksPatience = 5 * time.Second        // for work that is done after the answer, without any of it showing
	booksLimit    = time.Minute            // for all of it
	booksPause    = 50 * time.Millisecond  // between two questions
	booksSettle   = 200 * time.Millisecond // for a second booking that should not come, beside twice what the first one took
)

// books are what is known of how the app tells what it booked.
type books struct {
	asked  bool
	why    string        // why nothing can be told by them; empty where it can
	absent bool          // they can be read, and a right webhook is not in them
	settle time.Duration // how long a booking that should not be there is waited for
}

// inBooks waits until the app has booked all of these webhooks, which it has taken, or has had time enough, and for what comes twice;
// then it holds its books against them. why says why they cannot be judged; empty where they can.
func (s *Session) inBooks(ctx context.Context, webhooks ...Webhook) (found relay.Reconciliation, why string, err error) {
	if why, err = s.readBooks(ctx); why != "" || err != nil {
		return found, why, err
	}
	if _, err = s.until(ctx, webhooks); err != nil {
		return found, "", err
	}
	return s.afterwards(ctx, webhooks...)
}

// afterwards is inBooks for webhooks that should not be in the books: it waits for as long as a booking takes.
func (s *Session) afterwards(ctx context.Context, webhooks ...Webhook) (found relay.Reconciliation, why string, err error) {
	if why, err = s.readBooks(ctx); why != "" || err != nil {
		return found, why, err
	}
	if err = s.pause(ctx, s.books.settle); err != nil {
		return found, "", err
	}
	found, why = s.held(ctx, webhooks)
	return found, why, nil
}

// readBooks finds out once whether the app tells of a right webhook at all, and how long that takes.
func (s *Session) readBooks(ctx context.Context) (why string, err error) {
	switch {
	case s.Observed == nil:
		return "what the app books is not known: --observed tells", nil
	case s.books.asked:
		return s.books.why, nil
	}
	s.books.asked = true
	w, x, err := s.sends(ctx, "a right webhook, to see it in the books", usualType(s.Traits.Name), nil)
	if err != nil {
		return "", err
	}
	if !s.taken(&x) {
		s.books.why = "a right webhook was not taken, so its booking could not be looked for: it " + Answer(&x)
		return s.books.why, nil
	}
	took, err := s.until(ctx, []Webhook{w})
	if err != nil {
		return "", err
	}
	s.books.settle = 2*took + booksSettle
	found, why := s.held(ctx, []Webhook{w})
	if s.books.absent = why == "" && found.Missing.Count > 0; s.books.absent {
		why = "a right webhook does not show in what the app tells of its books within " + booksPatience.String() + ", under no name that it came with"
	}
	s.books.why = why
	return why, nil
}

// until waits until nothing of these is missing, and tells how long that took.
func (s *Session) until(ctx context.Context, webhooks []Webhook) (time.Duration, error) {
	elapsed := relay.RealClock{}.Stopwatch()
	missing, waited, progress := len(webhooks)+1, time.Duration(0), time.Duration(0)
	for {
		asking := relay.RealClock{}.Stopwatch()
		found, why := s.held(ctx, webhooks)
		if found.Missing.Count < missing {
			missing, progress = found.Missing.Count, waited
		}
		if why != "" || missing == 0 || waited > progress+booksPatience || waited > booksLimit {
			return elapsed(), nil
		}
		pause := max(booksPause, 10*asking()) // who needs long to tell is asked less often
		if err := s.pause(ctx, pause); err != nil {
			return 0, err
		}
		waited += pause
	}
}

// held holds what the app tells now against webhooks that it has taken.
func (s *Session) held(ctx context.Context, webhooks []Webhook) (found relay.Reconciliation, why string) {
	items, err := s.Observed(ctx)
	if err != nil {
		return found, "what the app booked cannot be read: " + err.Error()
	}
	owed := make([]relay.Owed, len(webhooks))
	for i := range webhooks {
		w := &webhooks[i]
		key := relay.DedupKey(&relay.Delivery{DialectID: w.DialectID, Body: w.Body})
		owed[i] = relay.Owed{
			DeliveryID: strings.TrimPrefix(key, "sha256:"), // an app that goes by a hash may tell it with or without its name
			EventID:    w.event.ID, Provider: s.Traits.Name, DedupKey: key, Subject: w.event.Subject,
			State: relay.Delivered, Tried: true, Bookable: w.Type == usualType(s.Traits.Name),
		}
	}
	return relay.ReconcileObserved(owed, items), ""
}
