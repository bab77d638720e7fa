package control

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ReplayOptions say how a replay differs from what it repeats. The zero value repeats identity and bytes, signed afresh.
type ReplayOptions struct {
	NewID        bool                       `json:"new_id,omitzero" doc:"an identity of its own on the wire, so that the receiver takes it as new"`
	OriginalTime bool                       `json:"original_time,omitzero" doc:"signed timestamps say when the original was first attempted"`
	Body         *string                    `json:"body,omitzero" doc:"replaces the bytes"`
	BodyBase64   *string                    `json:"body_base64,omitzero" doc:"replaces the bytes, where they are not valid UTF-8"`
	Set          map[string]json.RawMessage `json:"set,omitzero" doc:"dotted path in the body -> JSON value, put there as it is"`
	SetText      map[string]string          `json:"set_text,omitzero" doc:"dotted path in the body -> text, which takes the kind that the body has there"`
	URL          string                     `json:"url,omitzero" doc:"where it goes instead; empty: where the subscription points"`
}

// maxReplayBytes leaves room for the escapes and the base64 of the largest body.
const maxReplayBytes = 2 * relay.MaxDataBytes

func (s *server) registerByHand(api huma.API) {
	huma.Register(api, operation(http.MethodPost, "/v1/deliveries/{id}/retry", "retry-delivery", "Bring the next attempt forward to now; send an unknown one again"),
		func(ctx context.Context, in *byID) (*answer[Delivery], error) {
			return s.shownOrProblem(s.Engine.Retry(ctx, in.ID))
		})
	huma.Register(api, operation(http.MethodPost, "/v1/deliveries/{id}/cancel", "cancel-delivery", "End a delivery that is not final yet, or unknown"),
		func(ctx context.Context, in *byID) (*answer[Delivery], error) {
			return s.shownOrProblem(s.Engine.Cancel(ctx, in.ID))
		})
	replay := operation(http.MethodPost, "/v1/deliveries/{id}/replay", "replay-delivery", "Send the same event again, as a new delivery; without a body: the same identity and bytes")
	replay.MaxBodyBytes = maxReplayBytes
	huma.Register(api, replay, func(ctx context.Context, in *struct {
		ID   string `path:"id" maxLength:"64"`
		Body *ReplayOptions
	}) (*answer[Delivery], error) {
		var options relay.ReplayOptions
		if in.Body != nil {
			var err error
			if options, err = in.Body.options(); err != nil {
				return nil, problem(err)
			}
		}
		return s.shownOrProblem(s.Engine.Replay(ctx, in.ID, options))
	})
}

func (s *server) shownOrProblem(d *relay.Delivery, err error) (*answer[Delivery], error) {
	if err != nil {
		return nil, problem(err)
	}
	shown := DeliveryOf(d)
	s.showBlocked(&shown)
	return &answer[Delivery]{Body: shown}, nil
}

// options turns the JSON form into the engine's.
func (r *ReplayOptions) options() (relay.ReplayOptions, error) {
	options := relay.ReplayOptions{NewID: r.NewID, OriginalTime: r.OriginalTime, URL: r.URL, Set: edits(r.Set, r.SetText)}
	switch {
	case r.Body != nil && r.BodyBase64 != nil:
		return options, &relay.InputError{Field: "body_base64", Problem: "it stands beside body; give one of them"}
	case r.Body != nil:
		options.Body = []byte(*r.Body)
	case r.BodyBase64 != nil:
		raw, err := base64.StdEncoding.DecodeString(*r.BodyBase64)
		if err != nil {
			return options, &relay.InputError{Field: "body_base64", Problem: "it is not base64", Hint: "the standard alphabet with padding"}
		}
		options.Body = raw
	}
	return options, nil
}

// edits are a body's edits, in the order of their paths.
func edits(set map[string]json.RawMessage, text map[string]string) []relay.SetValue {
	var all []relay.SetValue
	for _, path := range slices.Sorted(maps.Keys(set)) {
		all = append(all, relay.SetValue{Path: path, JSON: set[path]})
	}
	for _, path := range slices.Sorted(maps.Keys(text)) {
		all = append(all, relay.SetValue{Path: path, Text: text[path]})
	}
	return all
}
