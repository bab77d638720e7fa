package check

import (
	"context"
	"fmt"
)

// taking is a case of a right webhook in an unusual form.
type taking struct {
	id, title string
	level     Level
	rule      string
	source    func(s *Session) Source
	remedy    string
	skip      func(s *Session) string
	make      func(s *Session, w Webhook) ([]right, error)
}

// right is one such webhook.
type right struct {
	what    string
	bug     string // which bug refuses it, behind a colon; empty: none is known
	request Request
	// either lets the receiver choose: it may refuse it too, but must answer.
	either bool
}

func (t taking) asCase() Case {
	return Case{
		ID: t.id, Title: t.title, Level: t.level, Remedy: t.remedy, Source: t.source,
		Rule: func(*Session) string { return t.rule },
		Skip: func(s *Session) string {
			if why := s.unproven(); why != "" || t.skip == nil {
				return why
			}
			return t.skip(s)
		},
		Run: func(ctx context.Context, s *Session) (Finding, error) { return s.takesAll(ctx, t.make) },
	}
}

// takesAll sends what must be taken, each a webhook of its own. The first that is not is the finding.
func (s *Session) takesAll(ctx context.Context, makes func(*Session, Webhook) ([]right, error)) (Finding, error) {
	w, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	all, err := makes(s, w)
	if err != nil {
		return Finding{}, err
	}
	var found Finding
	for _, r := range all {
		x := s.Send(ctx, r.what, r.request)
		found = s.Accepts(x, r.what)
		switch {
		case r.either && s.refusing(&x):
			found = Passed("it " + Answer(&x) + " to " + r.what + ", as to all that it refuses")
		case r.either:
			found = s.standsAt(ctx, x, r.what)
		case found.Verdict == Fail && r.bug != "":
			found.Detail = fmt.Sprintf("it %s to %s: %s", Answer(&x), r.what, r.bug)
		}
		if found.Verdict != Pass {
			return found, nil
		}
	}
	return found, nil
}

// standsAt is the finding on a request that may be taken or refused, as long as it is answered as one that was understood.
func (s *Session) standsAt(ctx context.Context, x Exchange, what string) Finding {
	status := x.Status()
	switch {
	case x.Response == nil:
		return s.downAfter(ctx, Broken("it "+Answer(&x)+" to "+what, x), x)
	case status >= 500:
		found := Broken(fmt.Sprintf("it %s to %s: its code broke on it", Answer(&x), what), x)
		found.Remedy = "expect it: answer 400 or 401 where it is not to be taken, and keep 5xx for faults of your own"
		return found
	}
	return Passed(fmt.Sprintf("it %s to %s", Answer(&x), what))
}
