package check

import (
	"context"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A receiver that takes two events for one loses some of whatever comes: it has one bug, and its books tell nothing more.
const differentCase = "identity/different"

// differentEvents is how many events a receiver must tell apart: of two, what it wrongly goes by may differ by chance. Source: our
// choice.
const differentEvents = 4

// differentCases are about telling one event from another. They come before those that ask whether an event is in the books.
func differentCases() []Case {
	return []Case{{
		ID: differentCase, Title: fmt.Sprintf("books each of %d different events", differentEvents), Level: Must, Source: goodPractice,
		Rule:   says("what is taken for a duplicate and is none is lost: the product has its success"),
		Remedy: "deduplicate by the event's identity alone, and see that it is read: a header that the code does not find is the same for all",
		Skip:   canTellBookings,
		Run:    eachBooked,
	}}
}

// eachBooked sends events that differ in all that events differ in.
func eachBooked(ctx context.Context, s *Session) (Finding, error) {
	var webhooks []Webhook
	var answers []Exchange
	for n := range differentEvents {
		what := "a webhook"
		if n > 0 {
			what = "a webhook of another event"
		}
		w, x, err := s.sends(ctx, what, usualType(s.Traits.Name), nil)
		if err != nil {
			return Finding{}, err
		}
		if found := s.Accepts(x, what); found.Verdict != Pass {
			return found, nil
		}
		webhooks, answers = append(webhooks, w), append(answers, x)
	}
	const bug = "it takes two events for one, since it goes by something that both have"
	given := 0
	for i := range answers {
		given += len(s.references(answers[i : i+1]))
	}
	references := s.references(answers)
	if given == differentEvents && len(references) < differentEvents {
		return Broken(fmt.Sprintf("it gave %d events %s (%s): %s", differentEvents, relay.Counted(len(references), "reference"), strings.Join(references, ", "), bug), answers...), nil
	}
	found, why, err := s.inBooks(ctx, webhooks...)
	switch {
	case err != nil:
		return Finding{}, err
	case why != "" && s.firstAlone(ctx):
		return Broken("it booked the first webhook of this check and none that came later: "+bug, answers...), nil
	case why != "" && len(references) == differentEvents:
		return Passed("it gave each a reference of its own"), nil
	case why != "":
		return Skipped(why), nil
	case found.Missing.Count > 0:
		return Broken(fmt.Sprintf("it took %d events and booked %d: %s", differentEvents, differentEvents-found.Missing.Count, bug), answers...), nil
	}
	return Passed("it booked each of them"), nil
}

// firstAlone reports whether the app's books hold the check's first webhook and not the second, which was sent right after it.
func (s *Session) firstAlone(ctx context.Context) bool {
	if s.Observed == nil || len(s.early) < 2 {
		return false
	}
	first, why := s.held(ctx, s.early[:1])
	if why != "" || first.OK == 0 {
		return false
	}
	second, why := s.held(ctx, s.early[1:])
	return why == "" && second.Missing.Count > 0
}
