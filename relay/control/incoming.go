package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Incoming is a request that came in at a hook of the relay, as JSON.
type Incoming struct {
	ID         string `json:"id"`
	Hook       string `json:"hook" doc:"the hook's name"`
	Provider   string `json:"provider"`
	ReceivedAt Time   `json:"received_at"`
	RemoteAddr string `json:"remote_addr" doc:"who called: what a named proxy says, and else the connection's"`
	Verdict    string `json:"verdict" enum:"verified,unverified,repeated,rejected,probe"`
	Problem    string `json:"problem" doc:"why it was rejected, or a remark"`
	EventType  string `json:"event_type" doc:"as far as it could be read"`
	DialectID  string `json:"dialect_id" doc:"the product's own identity of it; empty where it has none"`
	EventID    string `json:"event_id" doc:"the event that it became, or that it repeats; empty where it became none"`
	Status     int    `json:"status" doc:"what was answered; 0 where the answer was the app's"`

	Request    *Message   `json:"request,omitzero" doc:"what came, hop-by-hop headers left out; not in lists"`
	Deliveries []Delivery `json:"deliveries,omitempty,omitzero" doc:"to whom it goes on; not in lists"`
}

func (s *server) registerIncoming(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/incoming", "list-incoming", "List what came in at the relay's hooks, newest first"),
		func(ctx context.Context, in *struct {
			Paged
			ByProvider
			Hook    string `query:"hook" maxLength:"255" doc:"only at this hook; empty: all"`
			Verdict string `query:"verdict" enum:"verified,unverified,repeated,rejected,probe" doc:"only this one; absent: all"`
		}) (*answer[page[Incoming]], error) {
			if err := s.knownProvider(in.Provider); err != nil {
				return nil, problem(err)
			}
			found, next, err := s.Engine.Store.IncomingRequests(ctx, relay.IncomingQuery{
				Hook: in.Hook, Provider: in.Provider, Verdict: relay.IncomingVerdict(in.Verdict), Cursor: in.Cursor, Limit: in.Limit,
			})
			return answerOf(pageOf(found, next, IncomingOf), err)
		})
	huma.Register(api, operation(http.MethodGet, "/v1/incoming/{id}", "show-incoming", "Show one incoming request with its headers and body"),
		func(ctx context.Context, in *struct {
			ID     string `path:"id" maxLength:"64"`
			Reveal bool   `query:"reveal" doc:"show credentials instead of ***"`
		}) (*answer[Incoming], error) {
			return answerOf(s.incoming(ctx, in.ID, in.Reveal))
		})
}

// incoming shows one request whole, its credentials masked unless they are to be revealed.
func (s *server) incoming(ctx context.Context, id string, reveal bool) (Incoming, error) {
	in, err := s.Engine.Store.Incoming(ctx, id)
	if err != nil {
		return Incoming{}, err
	}
	shown := IncomingOf(in)
	request := Message{Method: in.Request.Method, URL: relay.MaskURL(in.Request.URL), Headers: headersOf(in.Request.Headers)}
	request.setBody(in.Request.Body)
	if reveal {
		request.Headers = map[string][]string{}
		for _, h := range in.Request.Headers {
			request.Headers[h.Name] = append(request.Headers[h.Name], h.Value)
		}
	} else {
		request.Hide(s.secretPaths(in.Provider))
	}
	shown.Request = &request
	if !in.Verdict.GoesOn() || in.EventID == "" {
		return shown, nil
	}
	deliveries, _, err := s.Engine.Store.Deliveries(ctx, relay.DeliveryQuery{EventID: in.EventID, Now: s.Engine.Clock.Now(), OldestFirst: true, Limit: wholePage})
	if err != nil {
		return shown, err
	}
	for i := range deliveries {
		shown.Deliveries = append(shown.Deliveries, DeliveryOf(&deliveries[i]))
	}
	return shown, nil
}

// IncomingOf shows an incoming request as lists do.
func IncomingOf(in *relay.Incoming) Incoming {
	return Incoming{
		ID: in.ID, Hook: in.Hook, Provider: in.Provider, ReceivedAt: Time{in.ReceivedAt}, RemoteAddr: in.RemoteAddr, Verdict: string(in.Verdict),
		Problem: in.Problem, EventType: in.EventType, DialectID: in.DialectID, EventID: in.EventID, Status: in.Status,
	}
}
