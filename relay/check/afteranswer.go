package check

import "context"

// Some receivers answer success to whatever comes, put it by, and check who sent it before they book it. Only the books tell these
// from one that checks nothing.

// orAfterAnswer is the finding on a forgery that was taken, the i-th that makes gives: where the app's books show that it books none
// of its kind, it is no breach. That it answers before it checks is told once.
func (s *Session) orAfterAnswer(ctx context.Context, makes func(*Session, Webhook) ([]forged, error), i int, x Exchange, found Finding) (Finding, error) {
	booked, told, err := s.booksForged(ctx, makes, i)
	if err != nil || booked || !told {
		return found, err
	}
	detail := "it " + Answer(&x) + " to " + x.What + ", and booked nothing for it"
	if s.checksLate {
		return Passed(detail), nil
	}
	s.checksLate = true
	return Finding{
		Verdict: Warn, Detail: detail + ": it checks who sends after its answer", Exchanges: []Exchange{x},
		Remedy: "check who sends before you answer, which takes microseconds: with a secret that is wrong, every webhook would vanish behind a success, and the product would never send it again",
	}, nil
}

// booksForged sends one more of a kind, and reports whether the app's books grow by it. told is false where they tell nothing.
func (s *Session) booksForged(ctx context.Context, makes func(*Session, Webhook) ([]forged, error), i int) (booked, told bool, err error) {
	if why, err := s.readBooks(ctx); why != "" || err != nil {
		return false, false, err
	}
	w, err := s.Usual()
	if err != nil {
		return false, false, err
	}
	forgeries, err := makes(s, w)
	if err != nil || i >= len(forgeries) {
		return false, false, err
	}
	before, err := s.Observed(ctx)
	if err != nil {
		return false, false, nil
	}
	s.Send(ctx, forgeries[i].what+", for the books", forgeries[i].request)
	if err := s.pause(ctx, s.books.settle); err != nil {
		return false, false, err
	}
	after, err := s.Observed(ctx)
	return len(after) > len(before), err == nil, nil
}
