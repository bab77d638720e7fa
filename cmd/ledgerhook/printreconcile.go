package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// shownFindings is how many of each kind people are shown; --json has the first 100.
const shownFindings = 10

// printReconciliation prints the counts, then the findings, then how to see more.
func (a *app) printReconciliation(r *control.Reconciliation) error {
	verdict, looked := "reconciled", relay.Counted(r.Events, "event")
	if !r.Reconciled {
		verdict = "not reconciled"
	}
	books, where, elsewhere, inBooks, strays := "posting", "books", "to other receivers", r.Postings, r.StrayPostings
	if r.Against == "observed" {
		looked = fmt.Sprintf("%s about %s", looked, relay.Counted(r.Documents, "document"))
		books, where, elsewhere, inBooks, strays = "item", "list", "to the mock", r.Items, r.Unmatched
	}
	fmt.Fprintf(a.stdout, "%s: %s, %s in the %s: %d ok, %d missing, %d doubled, %d differing\n", verdict, looked, relay.Counted(inBooks, books), where,
		r.OK, r.Missing.Count, r.Doubled.Count, r.Differing.Count)
	waiting := ""
	if r.Against == "mock" {
		waiting = fmt.Sprintf(" %d waiting in the mock's inbox,", r.Waiting)
	}
	a.say("apart from these: %d with nothing to book,%s %d undelivered%s", r.NothingToBook, waiting, r.Undelivered.Count, states(&r.Undelivered))
	if r.Unacknowledged > 0 {
		a.say("the sender has no success of %d that are in the books: an answer was lost, or is awaited", r.Unacknowledged)
	}
	a.say("not looked at: %s %s, %s of nothing that was sent", deliveriesText(r.Elsewhere), elsewhere, relay.Counted(strays, books))
	return a.printFindings(r)
}

func deliveriesText(n int) string {
	if n == 1 {
		return "1 delivery"
	}
	return fmt.Sprintf("%d deliveries", n)
}

// states writes " (failed 1, held 2)".
func states(u *control.Undelivered) string {
	var all []string
	for _, state := range relay.DeliveryStates() {
		if n := u.States[string(state)]; n > 0 {
			all = append(all, fmt.Sprintf("%s %d", state, n))
		}
	}
	if all == nil {
		return ""
	}
	return " (" + strings.Join(all, ", ") + ")"
}

func (a *app) printFindings(r *control.Reconciliation) error {
	var more []string
	var t *table
	row := func(cells ...string) {
		if t == nil {
			if !a.quiet {
				fmt.Fprintln(a.stdout)
			}
			t = a.table("FINDING", "PROVIDER", "DOCUMENT", "WHAT", "EXPECTED", "FOUND", "EVENT", "DELIVERIES")
		}
		t.row(cells...)
	}
	for _, kind := range kindsOfFindings(r) {
		shown := kind.found.Events[:min(len(kind.found.Events), shownFindings)]
		for i := range shown {
			f := &shown[i]
			differences := f.Differences
			if len(differences) == 0 {
				differences = []control.Difference{{Field: "-", Expected: "-", Found: "-"}}
			}
			for _, d := range differences {
				found := d.Found
				if d.Field == string(relay.BookingsAspect) && len(f.References) > 0 {
					found += " (" + some(f.References) + ")"
				}
				row(kind.name, f.Provider, orDash(f.Document), d.Field, orDash(d.Expected), orDash(found), f.EventID, some(f.DeliveryIDs))
			}
		}
		if left := kind.found.Count - len(shown); left > 0 {
			more = append(more, fmt.Sprintf("%d %s", left, kind.name))
		}
	}
	for _, breach := range r.Breached.Postings[:min(len(r.Breached.Postings), shownFindings)] {
		row("breach", "-", breach.Reference, "posting", "-", strings.Join(breach.Breaches, "; "), "-", "-")
	}
	if left := r.Breached.Count - shownFindings; left > 0 {
		more = append(more, relay.Counted(left, "posting")+" with something wrong")
	}
	items := r.UnmatchedItems[:min(len(r.UnmatchedItems), shownFindings)]
	for i := range items {
		item := relay.ObservedItem(items[i])
		row("unmatched", "-", item.Name(), "-", "-", orDash(strings.Join(strings.Fields(item.Amount+" "+item.Currency+" "+item.Reference), " ")), "-", "-")
	}
	if left := r.Unmatched - len(items); left > 0 && len(items) > 0 {
		more = append(more, fmt.Sprintf("%d unmatched", left))
	}
	if t != nil {
		if err := t.flush(); err != nil {
			return err
		}
	}
	if len(more) > 0 {
		a.say("and %s; --json names the first %d of each, --provider and --filter narrow it down", strings.Join(more, ", "), relay.MaxFindings)
	}
	if first := firstFinding(r); first != "" {
		a.say("see one: ledgerhook deliveries show %s", first)
	}
	return nil
}

// firstFinding is a delivery of the first finding.
func firstFinding(r *control.Reconciliation) string {
	for _, kind := range kindsOfFindings(r) {
		for _, f := range kind.found.Events {
			if len(f.DeliveryIDs) > 0 {
				return f.DeliveryIDs[len(f.DeliveryIDs)-1]
			}
		}
	}
	return ""
}

// shownNames is how many ids or references of one finding are shown.
const shownNames = 3

// some writes the first few of a list.
func some(names []string) string {
	if len(names) > shownNames {
		return strings.Join(slices.Concat(names[:shownNames], []string{fmt.Sprintf("and %d more", len(names)-shownNames)}), " ")
	}
	return strings.Join(names, " ")
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
