package relay

import (
	"slices"
	"strconv"
)

// doubled reports whether an event, or a document that it is about, was booked more than once. A document's money may be paid
// in parts: that is doubled only where webhooks of one event led to more of it under several identities. A document is told of once.
func (m *mockBooks) doubled(e *mockEvent) bool {
	type booking struct {
		document named
		kind     PostingKind
	}
	of, order := map[booking][]*BookedPosting{}, []booking(nil)
	for _, p := range e.all {
		if p.amends() || p.Document == "" && !slices.Contains(e.own, p) {
			continue
		}
		b := booking{named{p.Provider, p.Document}, p.Kind}
		if of[b] == nil {
			order = append(order, b)
		}
		of[b] = append(of[b], p)
	}
	for _, b := range order {
		postings := of[b]
		if len(postings) < 2 || b.document.name != "" && postings[0].isMoney() && !m.underSeveralKeys(e, postings) {
			continue
		}
		told := toldOf{b.document, BookingsAspect}
		if b.document.name != "" && m.told[told] {
			continue
		}
		m.told[told] = true
		e.Bookings = len(postings)
		for _, p := range postings {
			e.References = append(e.References, p.Reference)
		}
		slices.Sort(e.References)
		e.References = slices.Compact(e.References)
		e.Differences = []Difference{{In: BookingsAspect, Expected: "1", Found: strconv.Itoa(len(postings))}}
		return true
	}
	return false
}

// underSeveralKeys reports whether two of the postings came of two identities of this event.
func (m *mockBooks) underSeveralKeys(e *mockEvent, postings []*BookedPosting) bool {
	first := ""
	for _, p := range postings {
		switch {
		case !e.keys[accepted{p.Provider, p.DedupKey}]:
		case first == "":
			first = p.DedupKey
		case first != p.DedupKey:
			return true
		}
	}
	return false
}

// differing reports whether the books show something else than was sent or answered.
func (m *mockBooks) differing(e *mockEvent) bool {
	if e.Differences = m.otherReference(e); len(e.Differences) > 0 {
		return true
	}
	for _, document := range e.documents {
		v := m.versions[document]
		if v == nil || v.newest != e.EventID || v.unclear {
			continue
		}
		e.Differences = append(e.Differences, m.otherAmount(m.ofDocument[document], v.worths)...)
	}
	if nameless := slices.DeleteFunc(slices.Clone(e.own), func(p *BookedPosting) bool { return p.Document != "" }); len(nameless) > 0 {
		if !slices.ContainsFunc(e.worths, func(w Worth) bool { return w.Total == "" }) {
			e.Differences = append(e.Differences, m.otherAmount(nameless, e.worths)...)
		}
	}
	return len(e.Differences) > 0
}

// otherReference compares the references that the sender keeps with those in the books.
func (m *mockBooks) otherReference(e *mockEvent) []Difference {
	if len(e.own) == 0 {
		return nil
	}
	for _, kept := range e.kept {
		known := slices.ContainsFunc(e.all, func(p *BookedPosting) bool { return p.Reference == kept })
		if !known && !slices.Contains(e.References, kept) {
			return []Difference{{In: ReferenceAspect, Expected: kept, Found: e.own[0].Reference}}
		}
	}
	return nil
}

// otherAmount compares what stands of a document with all that was told of it. It is silent where the postings are not all known,
// where nothing is left of the document, and of money that is paid in parts.
func (m *mockBooks) otherAmount(postings []*BookedPosting, told []Worth) []Difference {
	money := 0
	for _, p := range postings {
		if !m.owedKeys[accepted{p.Provider, p.DedupKey}] {
			return nil
		}
		if p.isMoney() && !p.amends() {
			money++
		}
	}
	if money > 1 || len(told) == 0 {
		return nil
	}
	left, ok := balancesOf(postings)
	if !ok {
		return nil
	}
	total, currency, ok := left.total()
	if !ok {
		return nil
	}
	return differences(told, func(w *Worth) (amount, inCurrency bool) {
		sent, err := ParseAmount(w.Total)
		amount = err != nil || sameAmount(sent, total) || left.has(sent)
		return amount, w.Currency == "" || currency == noCurrency || w.Currency == currency
	}, total.String(), currency)
}

// differences are those between what was told, the newest last, and what was found, unless something that was told agrees in both.
func differences(told []Worth, agrees func(*Worth) (amount, currency bool), amount, currency string) []Difference {
	anyAmount := false
	for i := range told {
		sameAmount, sameCurrency := agrees(&told[i])
		if sameAmount && sameCurrency {
			return nil
		}
		anyAmount = anyAmount || sameAmount
	}
	newest := &told[len(told)-1]
	var all []Difference
	if !anyAmount {
		all = append(all, Difference{In: AmountAspect, Expected: newest.Total, Found: amount})
	}
	if _, same := agrees(newest); !same {
		all = append(all, Difference{In: CurrencyAspect, Expected: newest.Currency, Found: currency})
	}
	if all == nil { // each agrees with something, but with no one thing
		all = []Difference{{In: AmountAspect, Expected: newest.Total + " " + newest.Currency, Found: amount + " " + currency}}
	}
	return all
}
