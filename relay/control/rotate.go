package control

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// RotateSecret asks for a new secret in place of one in force.
type RotateSecret struct {
	Which   int    `json:"which,omitzero" minimum:"0" maximum:"2" doc:"which secret, where a product has two that stand on their own (Silverfin); 0 means 1"`
	Secret  string `json:"secret,omitzero" doc:"the new one; drawn where it is empty, but for Finpilo"`
	Secret2 string `json:"secret2,omitzero" doc:"Silverfin: the new token 2, the same as which 2 with a secret"`
	Overlap string `json:"overlap,omitzero" doc:"how long the old one goes on where the product signs with two (Moneybird, Bookkeeper), such as 1h; 0s ends it at once; empty: 24h" example:"1h"`
}

func (s *server) registerRotate(api huma.API) {
	huma.Register(api, operation(http.MethodPost, "/v1/subscriptions/{id}/rotate-secret", "rotate-secret", "Put a new secret in force; the answer shows it this once"),
		func(ctx context.Context, in *struct {
			ID   string `path:"id" maxLength:"64"`
			Body *RotateSecret
		}) (*answer[Subscription], error) {
			wanted := RotateSecret{}
			if in.Body != nil {
				wanted = *in.Body
			}
			return answerOf(s.rotate(ctx, in.ID, wanted))
		})
}

func (s *server) rotate(ctx context.Context, id string, wanted RotateSecret) (Subscription, error) {
	rotation, err := wanted.rotation()
	if err != nil {
		return Subscription{}, err
	}
	changed, err := s.Engine.Rotate(ctx, id, rotation)
	if err != nil {
		return Subscription{}, err
	}
	shown, err := s.withSecrets(&changed[0])
	for _, other := range changed[1:] {
		shown.AlsoRotated = append(shown.AlsoRotated, other.ID)
	}
	return shown, err
}

// rotation turns the JSON form into the engine's.
func (r RotateSecret) rotation() (relay.Rotation, error) {
	rotation := relay.Rotation{Which: r.Which, Value: r.Secret}
	if r.Secret2 != "" {
		if r.Secret != "" || r.Which == 1 {
			return rotation, &relay.InputError{Field: "secret2", Problem: "two secrets would change at once", Hint: "rotate one, and the other when every receiver has it"}
		}
		rotation.Which, rotation.Value = 2, r.Secret2
	}
	if r.Overlap == "" {
		return rotation, nil
	}
	overlap, err := time.ParseDuration(r.Overlap)
	switch {
	case err != nil:
		return rotation, &relay.InputError{Field: "overlap", Problem: fmt.Sprintf("%.60q is no duration with units", r.Overlap), Hint: "write it like 30m or 24h"}
	case overlap < 0 || overlap > longestAdvance:
		return rotation, &relay.InputError{Field: "overlap", Problem: fmt.Sprintf("%v is not between 0s and ten years", overlap)}
	case overlap == 0:
		overlap = relay.NoOverlap
	}
	rotation.Overlap = overlap
	return rotation, nil
}

// withSecrets shows a subscription with the secrets in force.
func (s *server) withSecrets(sub *relay.Subscription) (Subscription, error) {
	shown, err := SubscriptionOf(s.Engine, sub)
	if err != nil {
		return Subscription{}, err
	}
	now := s.Engine.Clock.Now()
	shown.Secret, shown.Secret2 = secretsOf(sub, now)
	for _, secret := range sub.Secrets {
		if secret.Value == shown.Secret2 && secret.ExpiresAt.After(now) {
			shown.Secret2Until = &Time{secret.ExpiresAt}
		}
	}
	return shown, nil
}

// secretsOf are the first two secrets in force; empty where there are none.
func secretsOf(sub *relay.Subscription, now time.Time) (first, second string) {
	active := append(sub.ActiveSecrets(now), "", "")
	return active[0], active[1]
}

// RotateSecret puts a new secret in force. The answer holds the secrets, this once.
func (c *Client) RotateSecret(ctx context.Context, id string, request RotateSecret) (Subscription, error) {
	return call[Subscription](ctx, c, http.MethodPost, "/v1/subscriptions/"+url.PathEscape(id)+"/rotate-secret", nil, request)
}
