package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// serverToRecord reads from the running server what ids or a filter name.
func (a *app) serverToRecord(ctx context.Context, f *recordFlags, args []string) (recordable, error) {
	s := recordingServer{client: a.client(), secrets: f.keep.Secrets, read: map[string]bool{}}
	s.found.base.Subscriptions = map[string]*control.Subscription{}
	env, err := s.client.Env(ctx)
	if err != nil {
		return s.found, err
	}
	s.found.base.Mock = env.Mock
	if !slices.ContainsFunc(args, func(arg string) bool { return !isRecordableID(arg) }) {
		err = s.ids(ctx, args)
	} else {
		var filter string
		if filter, err = filterOf(args); err == nil {
			err = s.filter(ctx, filter)
		}
	}
	if err == nil && len(s.found.items) == 0 {
		err = &exitError{code: exitNotFound, err: fmt.Errorf("there is no delivery that the filter takes"), try: "ledgerhook deliveries list"}
	}
	return s.found, err
}

func isRecordableID(arg string) bool {
	prefix, _, is := strings.Cut(arg, "_")
	return is && slices.Contains([]string{"dlv", "evt", "rcp", "inc"}, prefix) && !strings.ContainsAny(arg, " :")
}

// recordingServer reads what is to be recorded.
type recordingServer struct {
	client  *control.Client
	secrets bool
	read    map[string]bool // deliveries and events, by id: one is recorded once, however often it was named
	found   recordable
}

func (s *recordingServer) ids(ctx context.Context, ids []string) error {
	receipts := map[string]bool{}
	for _, id := range ids {
		var err error
		switch id[:4] {
		case "dlv_":
			err = s.delivery(ctx, id)
		case "evt_":
			err = s.event(ctx, id)
		case "inc_":
			err = s.incoming(ctx, id)
		default:
			receipts[id] = true
		}
		if err != nil {
			return err
		}
	}
	return s.receipts(ctx, receipts)
}

// filter reads the deliveries that a filter takes, oldest first.
func (s *recordingServer) filter(ctx context.Context, filter string) error {
	more, err := each(ctx, func(ctx context.Context, cursor string, n int) ([]control.Delivery, string, error) {
		return s.client.Deliveries(ctx, control.DeliveryQuery{Filter: filter, Cursor: cursor, Limit: n, OldestFirst: true})
	}, maxRecorded, func(row control.Delivery) error {
		err := s.delivery(ctx, row.ID)
		if notFound(err) { // it was removed meanwhile
			return nil
		}
		return err
	})
	if err == nil && more {
		return usage("ledgerhook deliveries list", "the filter takes more than %d deliveries: narrow it, as with age:<10m", maxRecorded)
	}
	return err
}

// event reads the deliveries of an event; where it has none, the event.
func (s *recordingServer) event(ctx context.Context, id string) error {
	e, err := s.client.Event(ctx, id)
	if err != nil {
		return err
	}
	if err := s.filter(ctx, "event:"+id); err != nil {
		return err
	}
	if !s.read[id] { // it has no delivery
		s.read[id] = true
		s.found.items = append(s.found.items, recorded{e.Provider, e.Type, e.ID, func(r *export.Recording) { r.Receive(&e, export.Arrival{}) }})
	}
	return nil
}

func (s *recordingServer) delivery(ctx context.Context, id string) error {
	if s.read[id] {
		return nil
	}
	d, err := s.client.Delivery(ctx, id)
	if err != nil {
		return err
	}
	e, err := s.client.Event(ctx, d.EventID)
	if err != nil {
		return err
	}
	if err := s.subscription(ctx, d.SubscriptionID); err != nil {
		return err
	}
	if d.IncomingID != "" {
		if err := recordableType(d.IncomingID, d.Provider, d.Type); err != nil {
			return err
		}
		s.schedule(&d)
	}
	s.read[id], s.read[d.EventID] = true, true
	var beside []export.Beside
	whole := control.Message{Body: d.Body, BodyBase64: d.BodyBase64}
	if seen, err := provider.RecognizeAs(d.Provider, nil, whole.Bytes()); err == nil { // a person may have edited it into anything
		beside = besideOf(&seen)
	}
	s.found.items = append(s.found.items, recorded{d.Provider, d.Type, d.ID, func(r *export.Recording) { r.Deliver(&d, &e, beside...) }})
	return nil
}

// subscription reads one once; one that is gone stays unknown.
func (s *recordingServer) subscription(ctx context.Context, id string) error {
	subs := s.found.base.Subscriptions
	if _, read := subs[id]; read || id == "" {
		return nil
	}
	show := s.client.Subscription
	if s.secrets {
		show = s.client.RevealSubscription
	}
	sub, err := show(ctx, id)
	switch {
	case notFound(err):
		subs[id] = nil
	case err != nil:
		return err
	default:
		subs[id] = &sub
	}
	return nil
}

// receipts reads those with these ids, oldest first.
func (s *recordingServer) receipts(ctx context.Context, ids map[string]bool) error {
	if len(ids) == 0 {
		return nil
	}
	var found []control.Receipt
	_, err := each(ctx, func(ctx context.Context, cursor string, n int) ([]control.Receipt, string, error) {
		if len(found) == len(ids) {
			return nil, "", nil
		}
		return s.client.Receipts(ctx, "", "", cursor, n)
	}, 0, func(r control.Receipt) error {
		if ids[r.ID] {
			found = append(found, r)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range found {
		delete(ids, found[i].ID)
	}
	for id := range ids {
		return &exitError{code: exitNotFound, err: fmt.Errorf("there is no receipt %s", id), try: "ledgerhook mock receipts"}
	}
	slices.Reverse(found)
	for i := range found {
		item, err := recordedReceipt(&found[i])
		if err != nil {
			return err
		}
		s.found.items = append(s.found.items, item)
	}
	return nil
}

// recordedReceipt is a request that the mock got. It knows the product by the path.
func recordedReceipt(r *control.Receipt) (recorded, error) {
	header := canonical(r.Request.Headers)
	seen, err := provider.RecognizeAs(r.Provider, header, r.Request.Bytes())
	if err == nil {
		err = knownType(&seen)
	}
	if err != nil {
		return recorded{}, &exitError{code: exitRefused, err: fmt.Errorf("receipt %s cannot be recorded: %w", r.ID, err), try: "ledgerhook mock receipts --verdict accepted"}
	}
	arrival := export.Arrival{Verdict: r.Verdict, Key: r.DedupKey}
	for _, fault := range r.Faults {
		if fault.At == "" {
			fault.At = "receiver"
		}
		arrival.Faults = append(arrival.Faults, fault)
	}
	return arrived(&seen, r.ID, r.ReceivedAt.Time, arrival), nil
}
