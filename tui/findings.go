package tui

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// finding is one thing that is wrong between what was sent and the books.
type finding struct {
	kind, about, provider, what string
	filter                      relay.Filter // takes the deliveries that it is about
}

func (f *finding) key() string { return f.kind + " " + f.about + " " + f.filter.String() }

// findingsOf are those that a reconciliation names; total counts those that it does not name, too.
func findingsOf(r *control.Reconciliation) (named []finding, total int) {
	for _, one := range []struct {
		kind  string
		found control.Findings
	}{{"missing", r.Missing}, {"doubled", r.Doubled}, {"differing", r.Differing}} {
		total += one.found.Count
		for i := range one.found.Events {
			f := &one.found.Events[i]
			about := f.Document
			if about == "" {
				about = f.EventID
			}
			named = append(named, finding{kind: one.kind, about: about, provider: f.Provider, what: whatIsWrong(one.kind, f), filter: filterOfFinding(f)})
		}
	}
	total += r.Breached.Count
	for _, breach := range r.Breached.Postings {
		named = append(named, finding{kind: "breach", about: breach.Reference, what: strings.Join(breach.Breaches, "; "), filter: filterOf(relay.FieldReference, breach.Reference)})
	}
	return named, total
}

// filterOfFinding takes the deliveries of an event, of which there may be replays.
func filterOfFinding(f *control.Finding) relay.Filter {
	const most = 50 // what can be read as a filter
	if len(f.DeliveryIDs) == 0 {
		return filterOf(relay.FieldEvent, f.EventID)
	}
	return filterOf(relay.FieldID, f.DeliveryIDs[:min(len(f.DeliveryIDs), most)]...)
}

func whatIsWrong(kind string, f *control.Finding) string {
	var parts []string
	for _, d := range f.Differences {
		parts = append(parts, fmt.Sprintf("%s %s expected, %s found", d.Field, orNothing(d.Expected), orNothing(d.Found)))
	}
	switch {
	case kind == "missing":
		return "delivered, and not in the books"
	case kind == "doubled":
		return fmt.Sprintf("booked %d times: %s", f.Bookings, strings.Join(f.References, " "))
	}
	return strings.Join(parts, "; ")
}

func orNothing(value string) string {
	if value == "" {
		return "nothing"
	}
	return value
}
