package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// UpdateSubscription changes a subscription. What is nil stays as it is.
type UpdateSubscription struct {
	Name    *string            `json:"name,omitzero" maxLength:"255"`
	URL     *string            `json:"url,omitzero" doc:"what is pending goes there too"`
	URLs    *map[string]string `json:"urls,omitzero" doc:"event type -> URL, where the product routes by type; empty: none"`
	Events  *[]string          `json:"events,omitzero" doc:"event types or groups; empty: every type of the product"`
	Secret  *string            `json:"secret,omitzero" doc:"takes the place of the first one at once: no time in which both count"`
	Secret2 *string            `json:"secret2,omitzero" doc:"likewise"`
	DryRun  bool               `json:"dry_run,omitzero" doc:"only say what would be changed or refused"`
	SubscriptionLimits
}

// DisableSubscription says why a subscription is stopped.
type DisableSubscription struct {
	Reason string `json:"reason,omitzero" maxLength:"255" doc:"shown with it; empty: by_hand"`
}

func (s *server) registerSubscriptionChanges(api huma.API) {
	huma.Register(api, operation(http.MethodPatch, "/v1/subscriptions/{id}", "update-subscription", "Change a subscription; what is left out stays"),
		func(ctx context.Context, in *struct {
			ID   string `path:"id" maxLength:"64"`
			Body UpdateSubscription
		}) (*answer[Subscription], error) {
			return answerOf(s.update(ctx, in.ID, &in.Body))
		})
	huma.Register(api, operation(http.MethodPost, "/v1/subscriptions/{id}/pause", "pause-subscription", "Hold what it owes and gets; nothing is sent and nothing is lost"),
		func(ctx context.Context, in *byID) (*answer[Subscription], error) {
			sub, err := s.Engine.Pause(ctx, in.ID)
			return s.shownSubscription(&sub, err)
		})
	huma.Register(api, operation(http.MethodPost, "/v1/subscriptions/{id}/resume", "resume-subscription", "Let a paused or disabled one send again, what it held first"),
		func(ctx context.Context, in *byID) (*answer[Subscription], error) {
			sub, err := s.Engine.Resume(ctx, in.ID)
			return s.shownSubscription(&sub, err)
		})
	huma.Register(api, operation(http.MethodPost, "/v1/subscriptions/{id}/disable", "disable-subscription", "Stop it: it takes and sends nothing, and what it owes fails"),
		func(ctx context.Context, in *struct {
			ID   string `path:"id" maxLength:"64"`
			Body *DisableSubscription
		}) (*answer[Subscription], error) {
			reason := ""
			if in.Body != nil {
				reason = in.Body.Reason
			}
			sub, err := s.Engine.Disable(ctx, in.ID, reason)
			return s.shownSubscription(&sub, err)
		})
}

// apply changes a copy of the subscription.
func (u *UpdateSubscription) apply(sub *relay.Subscription) error {
	put(&sub.Name, u.Name)
	put(&sub.URL, u.URL)
	put(&sub.URLs, u.URLs)
	put(&sub.Events, u.Events)
	if len(sub.URLs) == 0 {
		sub.URLs = nil
	}
	if len(sub.Events) == 0 {
		sub.Events = nil
	}
	return u.SubscriptionLimits.apply(&sub.Limits)
}

// shownSubscription answers with a subscription, or says why not.
func (s *server) shownSubscription(sub *relay.Subscription, err error) (*answer[Subscription], error) {
	if err != nil {
		return nil, problem(err)
	}
	return answerOf(SubscriptionOf(s.Engine, sub))
}
