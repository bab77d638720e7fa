package relay

import (
	"slices"
	"strings"
)

// differing compares what an app tells of a subject with what it was sent, and with what it answered.
func (s *subject) differing() []Difference {
	var all []Difference
	if !s.partly() {
		all = disagreement(s.items, s.told())
	}
	for _, e := range s.events {
		if all == nil { // the first one says enough
			all = disagreement(e.items, e.told())
		}
	}
	return append(all, s.otherReference()...)
}

// told is what the events about a subject say that all of it is worth, the newest last; nil where one does not say it.
func (s *subject) told() []Worth {
	var all []Worth
	for _, e := range s.events {
		told := e.told()
		if told == nil && !e.only(func(w *Worth) bool { return w.Deleted }) {
			return nil
		}
		for _, w := range told {
			if w.Part == "" {
				all = append(all, w)
			}
		}
	}
	return all
}

// told is what one event says, over all its deliveries; nil where one does not say it.
func (e *appEvent) told() []Worth {
	if !e.only(func(w *Worth) bool { return w.Total != "" }) {
		return nil
	}
	return e.worths
}

func (e *appEvent) only(is func(*Worth) bool) bool {
	return !slices.ContainsFunc(e.worths, func(w Worth) bool { return !is(&w) })
}

// partly reports whether the items of a document are parts of it, so that none needs to have its whole amount.
func (s *subject) partly() bool {
	return slices.ContainsFunc(s.items, func(item *ObservedItem) bool {
		switch PostingKind(strings.ToLower(item.Kind)) {
		case PaymentPosting, RefundPosting, CorrectionPosting, ReversalPosting:
			return true
		}
		return false
	})
}

// disagreement says how items differ from all that was told; nil where one agrees, or nothing can be compared.
func disagreement(items []*ObservedItem, told []Worth) []Difference {
	if len(told) == 0 {
		return nil
	}
	var first []Difference
	for _, item := range items {
		if item.Amount == "" && item.Currency == "" {
			return nil
		}
		found := differences(told, func(w *Worth) (amount, currency bool) {
			return agree(w.Total, item.Amount), w.Currency == "" || item.Currency == "" || strings.EqualFold(w.Currency, item.Currency)
		}, item.Amount, item.Currency)
		if found == nil {
			return nil
		}
		if first == nil {
			first = found
		}
	}
	return first
}

// agree reports whether two amounts are equal but for the sign, or one of them cannot be told.
func agree(a, b string) bool {
	left, err := ParseAmount(a)
	if err != nil {
		return true
	}
	right, err := ParseAmount(b)
	return err != nil || sameAmount(left, right)
}

// otherReference compares the references in an app's list with those that it answered.
func (s *subject) otherReference() []Difference {
	var answered []string
	for _, e := range s.events {
		answered = append(answered, e.answers...)
	}
	if len(answered) == 0 {
		return nil
	}
	for item := range s.every {
		if item.Reference != "" && !slices.Contains(answered, item.Reference) {
			return []Difference{{In: ReferenceAspect, Expected: answered[len(answered)-1], Found: item.Reference}}
		}
	}
	return nil
}
