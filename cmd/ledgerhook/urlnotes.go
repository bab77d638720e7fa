package main

import "github.com/ledgerhook/ledgerhook/relay"

// urlNoteLine says in one line what production would have against a URL, or why it is exempt here.
func urlNoteLine(note *relay.URLNote) string { return relay.Visible(note.Sentence()) }

// sayURLNotes prints a line for each.
func (a *app) sayURLNotes(margin string, notes []relay.URLNote) {
	for i := range notes {
		a.say("%s%s", margin, urlNoteLine(&notes[i]))
	}
}
