package main

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// urlNoteLine says in one line what production would have against a URL, or why it is exempt here.
func urlNoteLine(note *relay.URLNote) string {
	text := relay.Visible(note.Text)
	switch {
	case note.Refuses():
		return fmt.Sprintf("production would refuse this URL: %s (%s)", text, note.Source)
	case note.Rule == relay.RuleAdvisesHTTPS:
		return fmt.Sprintf("production advises against this URL: %s (%s)", text, note.Source)
	}
	return text
}

// sayURLNotes prints a line for each.
func (a *app) sayURLNotes(margin string, notes []relay.URLNote) {
	for i := range notes {
		a.say("%s%s", margin, urlNoteLine(&notes[i]))
	}
}
