package control

import (
	"context"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/ledgerhook/ledgerhook/relay"
)

// addressee picks deliveries by where they went.
type addressee bool

const (
	toTheMock   addressee = true
	pastTheMock addressee = false
)

// owedDeliveries are those that a reconciliation looks at.
type owedDeliveries struct {
	looked    []relay.Owed
	elsewhere int // how many of those that the filter takes went elsewhere
}

// owed reads all deliveries that a filter takes, and keeps those to an addressee.
func (s *server) owed(ctx context.Context, in *reconcileInput, to addressee) (owedDeliveries, error) {
	if err := s.knownProvider(in.Provider); err != nil {
		return owedDeliveries{}, err
	}
	filter, err := relay.ParseFilter(in.Filter)
	if err != nil {
		return owedDeliveries{}, err
	}
	if in.Provider != "" {
		filter.Terms = append(filter.Terms, relay.Term{Field: relay.FieldProvider, Op: relay.Equal, Values: []string{in.Provider}})
	}
	builtin := map[string]bool{}
	for _, sub := range s.Engine.Subscriptions() {
		builtin[sub.ID] = sub.Builtin
	}
	var found owedDeliveries
	query := relay.DeliveryQuery{Now: s.Engine.Clock.Now(), Limit: 1000, Filter: filter, BodyBytes: bodiesAtOnce}
	reading, readCtx := errgroup.WithContext(ctx) // which takes as long as judging: both are done at once
	pages := make(chan []relay.Delivery)
	reading.Go(func() error {
		defer close(pages)
		return s.readPages(readCtx, query, pages)
	})
	for page := range pages {
		for i := range page {
			d := &page[i]
			if s.toMock(d, builtin[d.SubscriptionID]) != bool(to) {
				found.elsewhere++
				continue
			}
			found.looked = append(found.looked, s.owedOf(d))
		}
	}
	if err := reading.Wait(); err != nil {
		return owedDeliveries{}, err
	}
	if to == pastTheMock {
		err = s.readSubjects(ctx, in.Provider, found.looked)
	}
	return found, err
}

// readPages hands on all pages of a list of deliveries.
func (s *server) readPages(ctx context.Context, query relay.DeliveryQuery, to chan<- []relay.Delivery) error {
	for {
		page, next, err := s.Engine.Store.Deliveries(ctx, query)
		if err != nil {
			return err
		}
		select {
		case to <- page:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if query.Cursor = next; next == "" {
			return nil
		}
	}
}

// toMock reports whether a delivery goes to the mock: by a built-in subscription, wherever the mock listened when it was
// made, or by its URL.
func (s *server) toMock(d *relay.Delivery, builtin bool) bool {
	return builtin && !d.Redirected || d.URL == s.MockURL || strings.HasPrefix(d.URL, s.MockURL+"/")
}

// bodiesAtOnce bounds the memory that bodies take: that of two pages of so many bytes, one read while the other is judged.
const bodiesAtOnce = 4 << 20

// owedOf takes from a delivery what a reconciliation looks at: from its body what that is worth, and the identity where there is
// none on the wire.
func (s *server) owedOf(d *relay.Delivery) relay.Owed {
	o := relay.Owed{
		DeliveryID: d.ID, EventID: d.EventID, Provider: d.Provider, DedupKey: relay.DedupKey(d), State: d.State, Tried: d.AttemptCount > 0,
		Reference: d.Reference, Bookable: true,
	}
	if s.Worth != nil {
		o.Worth = s.Worth(d.Provider, d.Body)
		o.Bookable = o.Worth.Document != ""
	}
	return o
}

// readSubjects takes from the events, newest first, what they are about.
func (s *server) readSubjects(ctx context.Context, provider string, owed []relay.Owed) error {
	wanted := make(map[string][]*relay.Owed, len(owed))
	for i := range owed {
		wanted[owed[i].EventID] = append(wanted[owed[i].EventID], &owed[i])
	}
	query := relay.EventQuery{Provider: provider, Limit: 1000}
	for len(wanted) > 0 {
		page, next, err := s.Engine.Store.Events(ctx, query)
		if err != nil {
			return err
		}
		for i := range page {
			for _, o := range wanted[page[i].ID] {
				o.Subject = page[i].Subject
			}
			delete(wanted, page[i].ID)
		}
		if query.Cursor = next; next == "" {
			break
		}
	}
	return nil
}
