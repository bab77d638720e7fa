package control

import (
	"encoding/json"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
	jsonv2 "github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Subscription is a subscription as JSON: the common fields, and the product's own ones beside them.
type Subscription struct {
	SubscriptionFields
	// Own are the product's own fields. Those that hold credentials, such as Moneybird's webhook_token, are masked unless
	// revealed.
	Own map[string]json.RawMessage
}

// SubscriptionFields are what subscriptions of every product have.
type SubscriptionFields struct {
	ID         string            `json:"id"`
	Provider   string            `json:"provider"`
	Name       string            `json:"name"`
	URL        string            `json:"url"`
	URLs       map[string]string `json:"urls,omitempty,omitzero"`
	Events     []string          `json:"events"`
	State      string            `json:"state"`
	Since      Time              `json:"state_since" doc:"when it came into that state"`
	Reason     string            `json:"reason"`
	Builtin    bool              `json:"builtin"`
	DeclaredAs string            `json:"declared_as" doc:"its name in ledgerhook.yaml; empty when a person or an app made it"`
	Hook       string            `json:"hook,omitempty,omitzero" doc:"the hook of the relay whose incoming requests it gets, and no other events"`
	Resign     bool              `json:"resign,omitempty,omitzero" doc:"what comes in at the hook is signed anew where its signature is too old"`
	CreatedAt  Time              `json:"created_at"`
	UpdatedAt  Time              `json:"updated_at"`
	URLNotes   []relay.URLNote   `json:"url_notes" doc:"what production would have against where it sends to"`
	Sending

	Secret       string   `json:"secret,omitempty,omitzero" doc:"only in the answers to its creation and to a rotation, and where it is revealed"`
	Secret2      string   `json:"secret2,omitempty,omitzero" doc:"only in the answers to its creation and to a rotation, and where it is revealed"`
	Secret2Until *Time    `json:"secret2_until,omitempty,omitzero" doc:"when the second secret, which was rotated away, ends"`
	AlsoRotated  []string `json:"also_rotated,omitempty,omitzero" doc:"the other subscriptions of the same application, whose secret is the same one"`
	// Changed are the names of the fields that a change found otherwise, secrets included.
	Changed      []string `json:"changed,omitempty,omitzero" doc:"only in the answer to a change: the fields that it changed"`
	SteppedAside string   `json:"stepped_aside,omitempty,omitzero" doc:"the built-in subscription that stepped aside for this one"`
}

// subscriptionJSON is the flat form.
type subscriptionJSON struct {
	SubscriptionFields
	Own map[string]json.RawMessage `json:",embed"`
}

// MarshalJSON writes the own fields beside the common ones.
func (s Subscription) MarshalJSON() ([]byte, error) {
	return jsonv2.Marshal(subscriptionJSON(s), jsonv2.Deterministic(true))
}

// UnmarshalJSON reads the flat form.
func (s *Subscription) UnmarshalJSON(text []byte) error {
	return jsonv2.Unmarshal(text, (*subscriptionJSON)(s))
}

// Schema describes the flat form in OpenAPI.
func (Subscription) Schema(r huma.Registry) *huma.Schema {
	common := huma.SchemaFromType(r, typeOf[SubscriptionFields]())
	common.AdditionalProperties = true
	common.Description = "The common fields, and the product's own ones beside them."
	return common
}

// SubscriptionOf shows a subscription without its secrets, the credentials in its URLs and own fields masked.
func SubscriptionOf(engine *relay.Engine, s *relay.Subscription) (Subscription, error) {
	sending, err := sendingOf(engine, s)
	if err != nil {
		return Subscription{}, err
	}
	shown := Subscription{SubscriptionFields: SubscriptionFields{
		ID: s.ID, Provider: s.Provider, Name: s.Name, URL: relay.MaskURL(s.URL), Events: s.Events,
		State: string(s.State), Since: Time{s.StateSince}, Reason: s.Reason, Builtin: s.Builtin, DeclaredAs: s.DeclaredAs, Hook: s.Hook, Resign: s.Resign,
		CreatedAt: Time{s.CreatedAt}, UpdatedAt: Time{s.UpdatedAt}, Sending: sending, URLNotes: notesOf(engine.URLNotes(s)),
	}}
	if shown.Events == nil {
		shown.Events = []string{}
	}
	for eventType, url := range s.URLs {
		if shown.URLs == nil {
			shown.URLs = map[string]string{}
		}
		shown.URLs[eventType] = relay.MaskURL(url)
	}
	if len(s.Own) == 0 {
		return shown, nil
	}
	if err := jsonv2.Unmarshal(s.Own, &shown.Own); err != nil {
		return Subscription{}, fmt.Errorf("read the own fields of subscription %s: %w", s.ID, err)
	}
	return shown, hideOwn(engine, s.Provider, shown.Own)
}
