package export

import (
	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// recordedSubs are the subscriptions of a recording, in the order in which they were sent to.
type recordedSubs struct {
	ids   []string
	names map[string]string // by id
	of    map[string]string // provider by id
	known map[string]*control.Subscription
}

// subscriptions finds them.
func (r *Recording) subscriptions() *recordedSubs {
	s := &recordedSubs{names: map[string]string{}, of: map[string]string{}, known: r.Subscriptions}
	taken := map[string]bool{"target": true}
	for _, h := range r.happened {
		for _, d := range h.deliveries {
			if s.names[d.SubscriptionID] != "" || d.SubscriptionID == "" {
				continue
			}
			name := d.Provider
			if sub := s.known[d.SubscriptionID]; sub != nil && Slug(sub.Name) != "" {
				name = nameOf(sub.Name)
			}
			name = distinct(taken, name)
			s.ids = append(s.ids, d.SubscriptionID)
			s.names[d.SubscriptionID], s.of[d.SubscriptionID] = name, d.Provider
		}
	}
	return s
}

// inFile is how the file has them: none where each product has one, with the product's own settings, which is what a scenario
// without subscriptions means.
func (s *recordedSubs) inFile(secrets bool) []recordedSub {
	plain := true
	counted := map[string]int{}
	list := make([]recordedSub, 0, len(s.ids))
	for _, id := range s.ids {
		written := recordedSub{Name: s.names[id], Provider: s.of[id]}
		if counted[written.Provider]++; counted[written.Provider] > 1 {
			plain = false
		}
		if sub := s.known[id]; sub != nil {
			written.Retry, written.Concurrency, written.Rate = rawOrNone(sub.Retry), sub.Concurrency, sub.Rate
			written.Ordered, written.AtMostOnce = sub.Ordered, sub.AtMostOnce
			if secrets {
				written.Secret, written.Secret2 = rawOrNone(sub.Secret), rawOrNone(sub.Secret2)
			}
			if written.Retry != nil || written.Concurrency != 0 || written.Rate != 0 || written.Ordered || written.AtMostOnce || written.Secret != nil {
				plain = false
			}
			for _, name := range sub.Events {
				written.Events = append(written.Events, quoted(name))
			}
		}
		list = append(list, written)
	}
	if plain {
		s.names = map[string]string{}
		return nil
	}
	return list
}

// rawOrNone is a text in the file; nil for an empty one, which is left out.
func rawOrNone(text string) yaml.RawMessage {
	if text == "" {
		return nil
	}
	return literal(text)
}

// soleOf is the name of the subscription that alone got an event, where another of its product is in the file; empty elsewhere.
func (s *recordedSubs) soleOf(h *happening) string {
	if len(h.deliveries) != 1 {
		return ""
	}
	others := 0
	for id := range s.names {
		if s.of[id] == h.provider {
			others++
		}
	}
	if others < 2 {
		return ""
	}
	return s.names[h.deliveries[0].SubscriptionID]
}
