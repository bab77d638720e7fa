package control

import "github.com/ledgerhook/ledgerhook/relay"

// showURLNotes tells what production would have against where a delivery goes.
func (s *server) showURLNotes(shown *Delivery, d *relay.Delivery) {
	builtin, url := false, d.URL
	if sub, err := s.Engine.Subscription(d.SubscriptionID); err == nil { // else it was deleted
		builtin = sub.Builtin
		if now := sub.URLFor(d.Type); !d.State.Final() && !d.Redirected && now != "" { // where the next attempt goes
			url = now
		}
	}
	shown.URLNotes = notesOf(s.Engine.TargetNotes(d.Provider, builtin, url))
}

// notesOf is a list also where there is nothing to note.
func notesOf(notes []relay.URLNote) []relay.URLNote {
	if notes == nil {
		return []relay.URLNote{}
	}
	return notes
}
