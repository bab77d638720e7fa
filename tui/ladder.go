package tui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// lane is a lifeline of the ladder.
type lane int

const (
	productLane lane = iota
	engineLane
	receiverLane
	booksLane
)

// ladderNames are what stands above the lifelines; safe to draw.
type ladderNames struct{ product, receiver string }

// ladderRows draw a delivery's life as a sequence diagram, w cells wide at most: what was published, each attempt with its
// answer, what the mock made of it, and where it ended. books may be nil: a receiver that is not the mock.
func (t *theme) ladderRows(d *control.Delivery, books *control.DeliveryBooks, names ladderNames, w int) []pageRow {
	l := newLadder(t, books, w)
	l.names(names.product, "ledgerhook", names.receiver, "books")
	label := "publish"
	if d.ReplayOf != "" {
		label = "replay"
	}
	l.arrow(productLane, label, plainInk)
	committed := "committed"
	if long := committed + " " + d.CreatedAt.UTC().Format("15:04:05"); width(long)+3 <= l.segment {
		committed = long
	}
	l.note(engineLane, committed, dimInk)
	l.flush()
	before := d.CreatedAt.Time
	for i := range d.Attempts {
		a := &d.Attempts[i]
		l.time(plus(a.StartedAt.Sub(before)))
		before = a.StartedAt.Time
		l.attempt(a)
	}
	l.others()
	l.end(d)
	return l.rows
}

// shortOutcome is how an attempt ended, as short as it can be: a status, or a word.
func shortOutcome(a *control.Attempt) string {
	switch {
	case a.Status > 0 && (a.Outcome == string(relay.Success) || a.Outcome == string(relay.HTTPError)):
		return strconv.Itoa(a.Status)
	case a.Status > 0:
		return strings.TrimSuffix(a.Outcome, "_error") + " " + strconv.Itoa(a.Status)
	}
	return strings.TrimSuffix(a.Outcome, "_error")
}

// attempt draws one attempt: its request, the faults that hit it, what the receiver made of it, its answer.
func (l *ladder) attempt(a *control.Attempt) {
	t := l.theme
	label := "#" + strconv.Itoa(a.Number)
	if long := label + " " + t.clean(a.Request.Method); a.Request.Method != "" && width(long)+3 < l.segment {
		label = long
	}
	receipts := l.receiptsOf(a.Number)
	lost := ""
	if i := lostBy(a); i >= 0 {
		lost = l.hit(&a.Faults[i])
	}
	if len(receipts) == 0 && !wentOut(a) {
		l.broken(engineLane, label, failedInk)
		l.flush()
		l.hits(a, "")
		l.note(engineLane, t.failedSign+" "+t.clean(shortOutcome(a)), failedInk)
		l.flush()
		return
	}
	l.arrow(engineLane, label, plainInk)
	l.receipts(receipts)
	l.hits(a, lost)
	text, in := t.clean(shortOutcome(a)), failedInk
	if a.Outcome == string(relay.Success) {
		in = okInk
	}
	if a.Response != nil && lost == "" {
		l.answer(text, in)
		l.flush()
		return
	}
	if lost != "" {
		text, in = lost, injectedInk
	}
	l.lost(text, in)
	for i := range a.Faults {
		if actual := a.Faults[i].Actual; actual != nil {
			text := strconv.Itoa(actual.Status)
			if long := "really " + text; width(long)+2 <= l.segment || t.words() {
				text = long
			}
			l.note(receiverLane, text, injectedInk)
			break
		}
	}
	l.flush()
	if lost != "" {
		l.note(engineLane, t.clean(shortOutcome(a)), dimInk)
		l.flush()
	}
}

// hits name the faults of an attempt, but for the one that stands on the answer's arrow.
func (l *ladder) hits(a *control.Attempt, lost string) {
	for i := range a.Faults {
		text := l.hit(&a.Faults[i])
		if text == lost {
			lost = ""
			continue
		}
		l.note(engineLane, text, injectedInk)
		l.flush()
	}
}

func (l *ladder) hit(f *control.Fault) string {
	return l.theme.bolt + " " + l.theme.clean(specOf(f.Name, f.Value))
}

// lostBy is the fault that kept the answer from the engine, as far as it can be told; -1 for none.
func lostBy(a *control.Attempt) int {
	if i := slices.IndexFunc(a.Faults, func(f control.Fault) bool { return f.Actual != nil }); i >= 0 {
		return i
	}
	if a.Response == nil && a.Outcome != string(relay.Success) {
		return len(a.Faults) - 1
	}
	return -1
}

// receipts say what the mock made of a request, and what it booked for it. The first stands on the request's row.
func (l *ladder) receipts(receipts []*control.Receipt) {
	for _, r := range receipts {
		in := okInk
		if r.Verdict != string(relay.Accepted) && r.Verdict != string(relay.Duplicate) {
			in = failedInk
		}
		text := l.theme.clean(r.Verdict)
		if len(r.Faults) > 0 {
			text, in = l.theme.bolt+" "+text, injectedInk
		}
		l.note(receiverLane, text, in)
		l.flush()
		postings := l.postingsOf(r.ID)
		for _, p := range postings {
			l.posting(p)
		}
		if r.Verdict == string(relay.Duplicate) && len(postings) == 0 {
			l.note(booksLane, "unchanged", dimInk)
			l.flush()
		}
	}
	l.flush()
}

// posting draws what was booked.
func (l *ladder) posting(p *control.Posting) {
	in := okInk
	if len(p.Breaches) > 0 {
		in = failedInk
	}
	reference := l.theme.clean(p.Reference)
	if over := width(reference) - (l.segment - 3); over > 0 && !l.theme.words() { // its end tells more
		reference = ansi.TruncateLeft(reference, over+width(l.theme.ellipsis), l.theme.ellipsis)
	}
	l.arrow(receiverLane, reference, in)
	l.note(booksLane, strings.TrimSpace(amountOf(p)+" "+l.theme.clean(p.Currency)), plainInk)
	l.flush()
}

// others are receipts and postings of which no attempt is known.
func (l *ladder) others() {
	if l.books == nil {
		return
	}
	for i := range l.books.Receipts {
		if r := &l.books.Receipts[i]; !l.told[r.ID] {
			l.told[r.ID] = true
			l.receipts([]*control.Receipt{r})
		}
	}
	for i := range l.books.Postings {
		if p := &l.books.Postings[i]; !l.told[p.ReceiptID] {
			l.posting(p)
		}
	}
}

// end says where the delivery stands.
func (l *ladder) end(d *control.Delivery) {
	t := l.theme
	sign, _ := t.sign(d.State)
	in := dimInk
	switch relay.DeliveryState(d.State) {
	case relay.Delivered:
		in = okInk
	case relay.Failed, relay.Unknown:
		in = failedInk
	case relay.Pending, relay.Sending, relay.Held:
		in = waitingInk
	}
	text := sign + " " + t.clean(d.State)
	switch {
	case d.State == string(relay.Pending) && d.DueAt != nil:
		text += ", due " + d.DueAt.UTC().Format("15:04:05")
	case d.Reason != "":
		text += ", " + t.clean(strings.ReplaceAll(d.Reason, "_", " "))
	}
	l.noteOver(engineLane, text, in)
	l.flush()
}

// receiptsOf are those of one attempt.
func (l *ladder) receiptsOf(attempt int) (found []*control.Receipt) {
	if l.books == nil || attempt == 0 {
		return nil
	}
	for _, r := range l.byAttempt[attempt] {
		l.told[r.ID] = true
		found = append(found, r)
	}
	l.byAttempt[attempt] = nil
	return found
}

// postingsOf are those that a receipt made.
func (l *ladder) postingsOf(receipt string) []*control.Posting {
	return l.byReceipt[receipt]
}

// wentOut reports whether an attempt's request went out, as far as its outcome tells.
func wentOut(a *control.Attempt) bool {
	switch relay.Outcome(a.Outcome) {
	case relay.DNSError, relay.ConnectError, relay.TLSError, relay.Blocked, relay.Aborted:
		return false
	}
	return !slices.ContainsFunc(a.Faults, func(f control.Fault) bool { return f.Name == "drop" || f.Name == "disconnect" })
}
