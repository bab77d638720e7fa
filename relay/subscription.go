package relay

import (
	"maps"
	"slices"
	"time"
)

// Subscription is where a provider sends which events.
type Subscription struct {
	ID       string // sub_…
	Provider string
	Name     string // optional, for people
	URL      string

	// URLs overrides URL for single event types, where the product routes by type. Nil otherwise.
	URLs map[string]string

	// Events are the names or groups of event types taken. Empty means every type of the product.
	Events []string

	// Secrets are what signs or authenticates, in the dialect's order; expired ones are left out by ActiveSecrets.
	Secrets []Secret

	// Own is a JSON object of the fields that only this product has, such as Moneybird's webhook_token.
	Own []byte

	// Limits are how it is sent to where that differs from the product's way.
	Limits Limits

	State      SubscriptionState
	StateSince time.Time // when it came into that state
	Reason     string    // why it is not active; empty when active

	// Hook is the hook of the relay whose incoming requests it gets, as they came, and no other events. Empty: it gets the
	// product's events.
	Hook string
	// Resign lets what came in be signed anew where a receiver would find its signature too old, as in a late retry or a
	// replay. Only with a Hook.
	Resign bool

	// Builtin marks the mock's own subscription, which steps aside when a person makes one for its product.
	Builtin bool

	// DeclaredAs is its name in the workspace's file, which alone changes and removes it there; empty when a person or an app
	// made it.
	DeclaredAs string

	CreatedAt time.Time
	UpdatedAt time.Time
}

// Secret is one signing key, token or API key.
type Secret struct {
	Value     string    `json:"value"`
	ExpiresAt time.Time `json:"expires_at,omitzero"` // zero: does not expire
}

// ActiveAt reports whether a secret counts at a time.
func (s Secret) ActiveAt(now time.Time) bool { return s.ExpiresAt.IsZero() || now.Before(s.ExpiresAt) }

// ActiveSecrets are the values that still count at a time, in order.
func (s *Subscription) ActiveSecrets(now time.Time) []string {
	active := make([]string, 0, len(s.Secrets))
	for _, secret := range s.Secrets {
		if secret.ActiveAt(now) {
			active = append(active, secret.Value)
		}
	}
	return active
}

// URLFor is where events of a type go; empty where there is no target.
func (s *Subscription) URLFor(eventType string) string {
	if url, ok := s.URLs[eventType]; ok {
		return url
	}
	return s.URL
}

// clone returns a copy that shares nothing that a caller could write to.
func (s *Subscription) clone() *Subscription {
	c := *s
	c.URLs = maps.Clone(s.URLs)
	c.Events = slices.Clone(s.Events)
	c.Secrets = slices.Clone(s.Secrets)
	c.Own = slices.Clone(s.Own)
	return &c
}
