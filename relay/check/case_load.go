package check

import (
	"context"
	"fmt"
	"time"
)

const duplicates = 50

// loadCases are about many webhooks at once.
func loadCases() []Case {
	return []Case{{
		ID: "load/burst", Title: fmt.Sprintf("takes %d webhooks at once", burstSize), Level: Should,
		Rule: func(s *Session) string {
			if s.Traits.Name == "silverfin" {
				return "Silverfin throttles nothing: what a synchronisation changes comes all at once"
			}
			return "an import or the end of a month makes many events at once, and no product promises to spread them"
		},
		Source: func(s *Session) Source {
			if s.Traits.Name == "silverfin" {
				return s.factSource("throttling")
			}
			return GoodPractice
		},
		Remedy: "store the webhook, answer, and work afterwards; let the pool of connections to the database be as large as the number of workers, and wait for one rather than fail",
		Run:    takesBurst,
	}, {
		ID: "load/time", Title: "answers in time under load", Level: Should,
		Rule: func(s *Session) string {
			return fmt.Sprintf("%s: one that needs more than half of it in a burst of %d comes too late in a larger one", s.limitTold(), burstSize)
		},
		Source: knownBy("timeout"),
		Remedy: "answer once the webhook is stored, and let a worker do the rest",
		Run:    burstInTime,
	}, {
		ID: "load/booked", Title: "books each webhook of a burst once", Level: Must,
		Rule:   says("what was answered with success is never sent again: it is to be booked, and once"),
		Source: goodPractice,
		Remedy: "commit the webhook before you answer, and let a unique index tell what is booked already: a look before the insert is too early under load",
		Run:    burstBooked,
	}, {
		ID: "load/duplicates", Title: fmt.Sprintf("books one webhook once that comes %d times, %d at a time", duplicates, burstConns), Level: Must,
		Rule:   says("a webhook may come again while it is still being worked on, as when an answer came too late"),
		Source: goodPractice,
		Remedy: "insert the identity into a table with a unique index, in the transaction that books: who looks first and inserts later books twice",
		Run:    duplicatesBooked,
	}, {
		ID: "load/again", Title: fmt.Sprintf("knows a webhook again after %d others", burstSize), Level: Must,
		Rule:   says("a retry comes hours later, after all that came meanwhile: it is booked once all the same"),
		Source: goodPractice, Skip: mustObserve,
		Remedy: "keep every identity for as long as the product tries again, in the database and with a unique index: a list of the last few forgets",
		Run:    knownAfterBurst,
	}, {
		ID: "load/after", Title: "takes the next webhook after a burst", Level: Should,
		Rule:   says("a burst passes, and leaves nothing behind: no connection that is held, no worker that has died"),
		Source: goodPractice,
		Remedy: "give connections, locks and workers back also where something fails",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			if _, err := s.burstOnce(ctx); err != nil {
				return Finding{}, err
			}
			what := "a right webhook after a burst"
			_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), nil)
			finding := s.Accepts(x, what)
			finding.Exchanges = []Exchange{x}
			return finding, err
		},
	}}
}

func takesBurst(ctx context.Context, s *Session) (Finding, error) {
	b, err := s.burstOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	if len(b.failed) == 0 {
		finding := Passed(fmt.Sprintf("it took %s in %v", b.told(), b.elapsed.Round(time.Millisecond)))
		finding.Exchanges = []Exchange{b.slowest}
		return finding, nil
	}
	answer, n := mostCommon(b.failed)
	return Broken(fmt.Sprintf("of %s it took %d; to %d of the others it %s", b.told(), len(b.taken), n, answer), some(b.failed)...), nil
}

func burstInTime(ctx context.Context, s *Session) (Finding, error) {
	b, err := s.burstOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	took, half := b.slowest.Duration.Round(time.Millisecond), s.Timeout/2
	detail := fmt.Sprintf("the slowest answer among %s took %v", b.told(), took)
	switch {
	case b.slowest.Response == nil:
		return Skipped("none of a burst was answered: see load/burst"), nil
	case took > half:
		return Broken(fmt.Sprintf("%s, more than half of %v", detail, s.Timeout), b.slowest), nil
	}
	finding := Passed(detail)
	finding.Exchanges = []Exchange{b.slowest}
	return finding, nil
}

func burstBooked(ctx context.Context, s *Session) (Finding, error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return Skipped(why), err
	}
	b, err := s.burstOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	shown := []Exchange{b.slowest}
	found, why, err := s.inBooks(ctx, b.taken...)
	switch missing, doubled := found.Missing.Count, found.Doubled.Count; {
	case why != "" || err != nil:
		return Skipped(why), err
	case missing > 0 && doubled > 0:
		return Broken(fmt.Sprintf("of %d that it took, %d are not in its books, and %d are more than once", len(b.taken), missing, doubled), shown...), nil
	case missing > 0:
		return Broken(fmt.Sprintf("of %d that it took, %d are not in its books: it answers before anything is safe", len(b.taken), missing), shown...), nil
	case doubled > 0:
		return Broken(fmt.Sprintf("of %d that it took, it booked %d more than once", len(b.taken), doubled), shown...), nil
	}
	return Finding{Verdict: Pass, Detail: fmt.Sprintf("all %d that it took are in its books, once", len(b.taken)), Exchanges: shown}, nil
}

// duplicatesBooked sends one webhook many times, some of them at the same moment, and once more.
func duplicatesBooked(ctx context.Context, s *Session) (Finding, error) {
	w, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	request, err := s.Signed(w, Signing{})
	if err != nil {
		return Finding{}, err
	}
	copies := make([]Request, duplicates)
	for i := range copies {
		copies[i] = request
	}
	var all, broken []Exchange
	references := map[string]bool{}
	for _, x := range s.sendOver(ctx, burstConns, copies, func() bool { return true }) {
		if x == nil {
			return Finding{}, context.Cause(ctx)
		}
		all = append(all, *x)
		if fellOver(x) {
			broken = append(broken, *x)
		} else if reference := s.Dialect.Judge(x.Response).Reference; reference != "" {
			references[reference] = true
		}
	}
	after, err := s.sendsThis(ctx, "the same webhook, after all of these", w, nil)
	if err != nil {
		return Finding{}, err
	}
	if !s.taken(&after) {
		return Broken(fmt.Sprintf("it %s to a webhook that had come %d times, %d at a time", Answer(&after), duplicates, burstConns), append(some(all), after)...), nil
	}
	why, err := s.readBooks(ctx)
	if err != nil {
		return Finding{}, err
	}
	if why != "" && len(references) > 1 { // where its books tell, an answer proves nothing
		return Broken(fmt.Sprintf("it gave %d references to one document that came %d times, %d at a time: it booked it as often", len(references), duplicates, burstConns), some(all)...), nil
	}
	return s.bookedOnce(ctx, w, all, broken)
}

// bookedOnce judges copies of a webhook by what the app booked, where that is known, and by their answers.
func (s *Session) bookedOnce(ctx context.Context, w Webhook, all, broken []Exchange) (Finding, error) {
	found, why, err := s.inBooks(ctx, w)
	copies := fmt.Sprintf("%d copies of one webhook, %d at a time", len(all), burstConns)
	booked := "; whether it booked it once is not judged: " + why
	if why == "" {
		booked = ", and booked it once"
	}
	switch {
	case err != nil:
		return Finding{}, err
	case why == "" && found.Doubled.Count > 0:
		n, bug := found.Doubled.Events[0].Bookings, "it looks first, and books later"
		if n > len(all) { // also the one that came after them
			bug = "it knows no duplicates"
		}
		return Broken(fmt.Sprintf("it booked a webhook %d times that came %d times, %d at a time: %s", n, len(all), burstConns, bug), some(all)...), nil
	case why == "" && found.Missing.Count > 0:
		return Broken(fmt.Sprintf("it booked nothing for a webhook that came %d times, %d at a time, and took it", len(all), burstConns), some(all)...), nil
	case len(broken) > 0:
		return Finding{
			Verdict: Warn, Detail: fmt.Sprintf("it %s to %d of %s%s", Answer(&broken[0]), len(broken), copies, booked),
			Remedy: "answer with success, or 409, to a copy of what is being worked on: an error of its own looks like a fault", Exchanges: some(broken),
		}, nil
	case why != "" && len(s.references(all)) == 1:
		return Finding{Verdict: Pass, Detail: "it took " + copies + ", and gave one reference to all", Exchanges: some(all)}, nil
	case why != "":
		return Finding{Verdict: Skip, Detail: "it took " + copies + booked, Exchanges: some(all)}, nil
	}
	return Finding{Verdict: Pass, Detail: "it took " + copies + booked, Exchanges: some(all)}, nil
}
