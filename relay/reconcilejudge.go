package relay

import (
	"slices"
	"strconv"
)

// double is what a document was booked as more than once; nil postings where it was not.
type double struct {
	postings []*BookedPosting
	told     bool // by an event: it is told of once
}

// doubled reports whether an event, or a document that it is about, was booked more than once. A document's money may be paid
// in parts: that is doubled only where webhooks of one event led to more of it under several identities.
func (m *mockBooks) doubled(e *mockEvent) bool {
	own := sameTwice(e.own, func(p *BookedPosting) bool { return p.Document == "" })
	if own == nil {
		own = sameTwice(e.own, func(p *BookedPosting) bool { return p.isMoney() })
		if !m.underSeveralKeys(e, own) {
			own = nil
		}
	}
	for _, document := range e.documents {
		d := document.double
		if d == nil {
			d = &double{postings: sameTwice(document.postings, func(p *BookedPosting) bool { return !p.isMoney() })}
			document.double = d
		}
		if own == nil && d.postings != nil && !d.told {
			d.told = true
			own = d.postings
		}
	}
	if own == nil {
		return false
	}
	e.Bookings = len(own)
	for _, p := range own[:min(len(own), MaxFindings)] {
		e.References = append(e.References, p.Reference)
	}
	slices.Sort(e.References)
	e.References = slices.Compact(e.References)
	e.Differences = []Difference{{In: BookingsAspect, Expected: "1", Found: strconv.Itoa(len(own))}}
	return true
}

// sameTwice finds postings of one kind about one document, of which there are several among those that count; nil for none.
func sameTwice(postings []*BookedPosting, counts func(*BookedPosting) bool) []*BookedPosting {
	if len(postings) < 2 {
		return nil
	}
	type booking struct {
		document named
		kind     PostingKind
	}
	of := map[booking][]*BookedPosting{}
	var first []*BookedPosting
	for _, p := range postings {
		if p.amends() || !counts(p) {
			continue
		}
		b := booking{named{p.Provider, p.Document}, p.Kind}
		of[b] = append(of[b], p)
		if len(of[b]) > 1 && (first == nil || of[b][0] == first[0]) {
			first = of[b]
		}
	}
	return first
}

// underSeveralKeys reports whether two of the postings came of two identities of this event.
func (m *mockBooks) underSeveralKeys(e *mockEvent, postings []*BookedPosting) bool {
	first := ""
	for _, p := range postings {
		switch {
		case !slices.Contains(e.keys, m.keys[accepted{p.Provider, p.DedupKey}]):
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
		v := document.versions
		if v == nil || v.newest != e.EventID || v.unclear {
			continue
		}
		e.Differences = append(e.Differences, m.otherAmount(document.postings, m.lasting(e.Provider, v.worths))...)
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
		p := m.byReference[named{e.Provider, kept}]
		if !slices.Contains(e.References, kept) && (p == nil || !slices.Contains(e.documents, m.documents[named{p.Provider, p.Document}])) {
			return []Difference{{In: ReferenceAspect, Expected: kept, Found: e.own[0].Reference}}
		}
	}
	return nil
}

// lasting is what was told but for payments that are gone: these are not in the books, and may never have been where their
// deletion came first. What a payment that is gone was worth says nothing of those that are left.
func (m *mockBooks) lasting(provider string, told []Worth) []Worth {
	gone := func(w Worth) bool {
		payment := m.documents[named{provider, w.Payment}]
		return w.Payment != "" && payment != nil && payment.versions != nil && payment.versions.gone
	}
	if !slices.ContainsFunc(told, gone) {
		return told
	}
	return slices.DeleteFunc(slices.Clone(told), gone)
}

// ofOnePayment reports whether all that was told is of one payment: however it was booked, that is what must be left.
func ofOnePayment(told []Worth) bool {
	return len(told) > 0 && told[0].Payment != "" && !slices.ContainsFunc(told, func(w Worth) bool { return w.Payment != told[0].Payment })
}

// otherAmount compares what stands of a document with all that was told of it. It is silent where the postings are not all known,
// where nothing is left of the document, and of money that is paid in parts, by several payments.
func (m *mockBooks) otherAmount(postings []*BookedPosting, told []Worth) []Difference {
	money := 0
	for _, p := range postings {
		if !m.keys[accepted{p.Provider, p.DedupKey}].owed {
			return nil
		}
		if p.isMoney() && !p.amends() {
			money++
		}
	}
	if money > 1 && !ofOnePayment(told) || len(told) == 0 {
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
		return amount, w.Currency == "" || currency == NoCurrency || w.Currency == currency
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
