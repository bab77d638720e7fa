package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// BulkRequest retries, replays or cancels all deliveries that a filter takes, newest first.
type BulkRequest struct {
	Filter string `json:"filter,omitzero" maxLength:"65536" doc:"which deliveries, in the filter language"`
	All    bool   `json:"all,omitzero" doc:"an empty filter means every delivery only where this says so"`
	DryRun bool   `json:"dry_run,omitzero" doc:"change nothing, and count what would be"`
	Limit  int    `json:"limit,omitzero" minimum:"0" maximum:"1000000" doc:"look at so many only, and answer where to go on; 0: all"`
	Cursor string `json:"cursor,omitzero" maxLength:"64" doc:"what the answer before gave as next"`
}

// BulkReplayRequest is a BulkRequest with what the replays have in common.
type BulkReplayRequest struct {
	BulkRequest
	NewID        bool   `json:"new_id,omitzero" doc:"an identity of its own for each"`
	OriginalTime bool   `json:"original_time,omitzero" doc:"signed timestamps say when the originals were first attempted"`
	URL          string `json:"url,omitzero" doc:"where they go instead"`
}

// BulkResult tells what was done to many deliveries, or would be.
type BulkResult struct {
	Matched int            `json:"matched" doc:"by the filter"`
	Changed int            `json:"changed" doc:"or would be, of a dry run"`
	Skipped int            `json:"skipped" doc:"whose state, or whose subscription's, does not allow it"`
	DryRun  bool           `json:"dry_run"`
	States  map[string]int `json:"states,omitzero" doc:"of a dry run: how many of those matched are in each state"`
	Next    string         `json:"next,omitzero" doc:"the cursor to go on with; absent at the end"`
}

func (s *server) registerBulk(api huma.API) {
	for verb, summary := range map[relay.Verb]string{
		relay.RetryVerb:  "Bring the next attempts of all pending and unknown deliveries that a filter takes forward to now",
		relay.CancelVerb: "End all deliveries that a filter takes and that are not final yet, or unknown",
	} {
		huma.Register(api, operation(http.MethodPost, "/v1/deliveries/"+string(verb), string(verb)+"-deliveries", summary),
			func(ctx context.Context, in *struct{ Body BulkRequest }) (*answer[BulkResult], error) {
				return s.bulk(ctx, verb, &in.Body, relay.ReplayOptions{})
			})
	}
	huma.Register(api, operation(http.MethodPost, "/v1/deliveries/replay", "replay-deliveries", "Send the events of all deliveries that a filter takes again, as new deliveries"),
		func(ctx context.Context, in *struct{ Body BulkReplayRequest }) (*answer[BulkResult], error) {
			options := relay.ReplayOptions{NewID: in.Body.NewID, OriginalTime: in.Body.OriginalTime, URL: in.Body.URL}
			return s.bulk(ctx, relay.ReplayVerb, &in.Body.BulkRequest, options)
		})
}

func (s *server) bulk(ctx context.Context, verb relay.Verb, request *BulkRequest, replay relay.ReplayOptions) (*answer[BulkResult], error) {
	filter, err := request.filter(verb)
	if err != nil {
		return nil, problem(err)
	}
	result, err := s.Engine.Bulk(ctx, relay.BulkRequest{
		Verb: verb, Filter: filter, DryRun: request.DryRun, Replay: replay, Cursor: request.Cursor, Limit: request.Limit,
	})
	if err != nil {
		return nil, halfway(&result, err)
	}
	shown := BulkResult{Matched: result.Matched, Changed: result.Changed, Skipped: result.Skipped, DryRun: request.DryRun, Next: result.Next}
	if request.DryRun {
		shown.States = map[string]int{}
		for state, n := range result.States {
			shown.States[string(state)] = n
		}
	}
	return &answer[BulkResult]{Body: shown}, nil
}

// filter reads the filter, and makes sure that every delivery is meant only where that is said.
func (r *BulkRequest) filter(verb relay.Verb) (relay.Filter, error) {
	filter, err := relay.ParseFilter(r.Filter)
	switch {
	case err != nil:
		return relay.Filter{}, err
	case len(filter.Terms) == 0 && !r.All:
		return relay.Filter{}, &relay.InputError{Field: "filter", Problem: fmt.Sprintf("it is empty, which would %s every delivery", verb), Hint: `give a filter, or say "all": true`}
	case len(filter.Terms) > 0 && r.All:
		return relay.Filter{}, &relay.InputError{Field: "all", Problem: "it stands beside a filter; give one of them"}
	}
	return filter, nil
}

// halfway says of a bulk change that failed what was done before, which stays done.
func halfway(done *relay.BulkResult, err error) error {
	refusal := problem(err)
	var model *huma.ErrorModel
	if done.Matched == 0 || !errors.As(refusal, &model) {
		return refusal
	}
	text := fmt.Sprintf("after %d of %d were changed", done.Changed, done.Matched)
	if done.Next != "" {
		text += fmt.Sprintf(" (cursor %s goes on after those %d)", done.Next, done.Matched)
	}
	model.Detail = text + ": " + model.Detail
	return refusal
}
