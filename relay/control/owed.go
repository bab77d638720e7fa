package control

import (
	"context"
	"strings"

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
	query := relay.DeliveryQuery{Now: s.Engine.Clock.Now(), Limit: 1000, Filter: filter}
	for {
		page, next, err := s.Engine.Store.Deliveries(ctx, query)
		if err != nil {
			return owedDeliveries{}, err
		}
		first := len(found.looked)
		for i := range page {
			d := &page[i]
			if s.toMock(d, builtin[d.SubscriptionID]) != bool(to) {
				found.elsewhere++
				continue
			}
			found.looked = append(found.looked, relay.Owed{
				DeliveryID: d.ID, EventID: d.EventID, Provider: d.Provider, DedupKey: d.DialectID, State: d.State, Tried: d.AttemptCount > 0,
				Reference: d.Reference, Bookable: true,
			})
		}
		if err := s.readBodies(ctx, found.looked[first:]); err != nil {
			return owedDeliveries{}, err
		}
		if query.Cursor = next; next == "" {
			break
		}
	}
	if to == pastTheMock {
		err = s.readSubjects(ctx, in.Provider, found.looked)
	}
	return found, err
}

// toMock reports whether a delivery goes to the mock: by a built-in subscription, wherever the mock listened when it was
// made, or by its URL.
func (s *server) toMock(d *relay.Delivery, builtin bool) bool {
	return builtin && !d.Redirected || d.URL == s.MockURL || strings.HasPrefix(d.URL, s.MockURL+"/")
}

// bodiesAtOnce bounds the memory that reading bodies takes.
const bodiesAtOnce = 16 << 20

// readBodies takes from the bodies, which lists leave out, what they are worth, and the identity where there is none on the wire.
func (s *server) readBodies(ctx context.Context, owed []relay.Owed) error {
	byID := make(map[string]*relay.Owed, len(owed))
	var ids []string
	for i := range owed {
		if o := &owed[i]; s.Worth != nil || o.DedupKey == "" {
			byID[o.DeliveryID] = o
			ids = append(ids, o.DeliveryID)
		}
	}
	for len(ids) > 0 {
		loaded, err := s.Engine.Store.Load(ctx, ids, bodiesAtOnce)
		if err != nil {
			return err
		}
		if len(loaded) == 0 {
			break // they are gone: a reset came in between
		}
		for _, d := range loaded {
			o := byID[d.ID]
			o.DedupKey = relay.DedupKey(d)
			if s.Worth != nil {
				o.Worth = s.Worth(d.Provider, d.Body)
				o.Bookable = o.Worth.Document != ""
			}
		}
		last := loaded[len(loaded)-1].ID
		for ids[0] != last {
			ids = ids[1:]
		}
		ids = ids[1:]
	}
	return nil
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
