package check

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// soon is what a receiver needs that stores and answers, many times over. Source: our choice.
const soon = time.Second

// answerCases are about how a right webhook is answered, and how soon.
func answerCases() []Case {
	limit := func(share string) func(*Session) string {
		return func(s *Session) string { return s.limitTold() + ": " + share }
	}
	const work = "store the webhook, answer, and do the work afterwards: in a queue, a table that a worker reads, or a background job"
	return []Case{{
		ID: "answer/status", Title: "answers every right webhook with the status of success", Level: Must,
		Rule: func(s *Session) string {
			return s.Traits.Title + " counts " + s.Traits.SuccessRule + " as success; no body is needed"
		},
		Source: knownBy("success"),
		Remedy: "answer one and the same status to all that was taken, whatever was done about it",
		Run:    sameStatus,
	}, {
		ID: "answer/in-time", Title: "answers within the product's limit", Level: Must,
		Rule: limit("one that comes later has failed, and the work that was done for it is done again"), Source: knownBy("timeout"), Remedy: work,
		Run: within(func(s *Session) time.Duration { return s.Timeout }, func(*Session) time.Duration { return 0 }, ""),
	}, {
		ID: "answer/half-time", Title: "answers within half of the product's limit", Level: Should,
		Rule: limit("one that needs more than half of it alone fails when the machine is busy"), Source: knownBy("timeout"), Remedy: work,
		Run: within(func(s *Session) time.Duration { return s.Timeout / 2 }, func(s *Session) time.Duration { return s.Timeout }, "answer/in-time"),
	}, {
		ID: "answer/soon", Title: "answers within a second", Level: Hint,
		Rule: limit("who only stores a webhook answers in a few milliseconds"), Source: goodPractice, Remedy: work,
		Run: within(func(*Session) time.Duration { return soon }, func(s *Session) time.Duration { return s.Timeout / 2 }, "answer/half-time"),
	}}
}

// limitTold says how long an answer is waited for, and whether the product says so.
func (s *Session) limitTold() string {
	if s.factSource("timeout") == Documented {
		return fmt.Sprintf("%s waits %v for an answer", s.Traits.Title, s.Traits.Timeout)
	}
	return fmt.Sprintf("%s gives no limit, and ledgerhook waits %v for an answer", s.Traits.Title, s.Traits.Timeout)
}

// sameStatus looks at the statuses.
func sameStatus(ctx context.Context, s *Session) (Finding, error) {
	p, err := s.paceOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	var refused []Exchange
	for _, x := range p {
		switch {
		case s.Taken(&x):
		case s.taken(&x):
			return Skipped("it answers a right webhook with " + fmt.Sprint(x.Status()) + ": see " + firstCase), nil
		default:
			refused = append(refused, x)
		}
	}
	if len(refused) > 0 {
		answer, n := mostCommon(refused)
		return Broken(fmt.Sprintf("to %d of %d right webhooks it %s; %s counts %s as success", n, len(p), answer, s.Traits.Title, s.Traits.SuccessRule), some(refused)...), nil
	}
	finding := Passed(fmt.Sprintf("it %s to all of %d right webhooks", Answer(&p[0]), len(p)))
	finding.Exchanges = p[:1]
	known := []int{http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent}
	if odd := slices.IndexFunc(p, func(x Exchange) bool { return !slices.Contains(known, x.Status()) }); odd >= 0 {
		finding.Verdict, finding.Exchanges = Warn, p[odd:odd+1]
		finding.Detail = fmt.Sprintf("it %s to a right webhook, which is a success of another kind", Answer(&p[odd]))
		finding.Remedy = "answer 200, 202 or 204: the other statuses of success mean something else, and a product may not count them"
	}
	return finding, nil
}

// within is the run of a case about the slowest answer. One that is beyond another case's limit is that one's to tell.
func within(limit, other func(*Session) time.Duration, see string) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		p, err := s.paceOnce(ctx)
		if err != nil {
			return Finding{}, err
		}
		slowest := p.slowest()
		switch took := slowest.Duration; {
		case see != "" && (slowest.Late || took > other(s)):
			return Skipped("it needs longer than that: see " + see), nil
		case slowest.Late:
			return Broken(fmt.Sprintf("it %s to one of %d right webhooks", Answer(&slowest), len(p)), slowest), nil
		case slowest.Response == nil:
			return Skipped("it " + Answer(&slowest) + ": see answer/status"), nil
		case took > limit(s):
			return Broken(p.told()+fmt.Sprintf(", more than %v", limit(s)), slowest), nil
		}
		return Finding{Verdict: Pass, Detail: p.told(), Exchanges: []Exchange{slowest}}, nil
	}
}
