package relay

// Reconciliation says whether books hold what was delivered to their receiver, once, and with the amounts that were sent.
// What is counted are events; where an app's own list is looked at, the events of one document count once.
type Reconciliation struct {
	Events        int // that were looked at
	Documents     int // that these are about, where an app's list is looked at; an event that is about none counts as one
	OK            int // booked once
	NothingToBook int // they carry no amount, change nothing, or their document was deleted
	// Unacknowledged are those of OK and NothingToBook of which the sender has no success: the answer was lost, or is still awaited.
	Unacknowledged int
	Waiting        int // taken by the mock, and not booked yet: they wait in its inbox

	Missing   Findings // delivered, and not in the books
	Doubled   Findings // booked more than once
	Differing Findings // booked, but not as it was sent or answered

	Breached Breached // postings that the mock's own checks found fault with

	Undelivered Findings              // not delivered, and not in the books
	States      map[DeliveryState]int // of what is undelivered, by the newest delivery's state

	Items     int            // in the books: postings, or what the app's list has
	Unmatched int            // of these, those that belong to no event that was looked at
	Strangers []ObservedItem // the first MaxFindings of the unmatched ones in an app's list
}

// Findings are events of one kind: all are counted, and the first MaxFindings are named, by event id.
type Findings struct {
	Count  int
	Events []Finding
}

// Finding is one event and what is known of it.
type Finding struct {
	EventID     string // the newest one, where it is about several
	Provider    string
	Document    string // the product's document; empty where it is not known
	DeliveryIDs []string
	References  []string // in the books, without repetition
	Bookings    int      // in the books
	Differences []Difference
}

// Breached are postings with something wrong: all are counted, and the first MaxFindings are named.
type Breached struct {
	Count    int
	Postings []Breach
}

// Breach is a posting and what is wrong with it, as sentences.
type Breach struct {
	Reference string
	Breaches  []string
}

// Difference is what was expected in the books and what was found there.
type Difference struct {
	In       Aspect
	Expected string
	Found    string
}

// Aspect is what of a booking differs.
type Aspect string

// The aspects.
const (
	BookingsAspect  Aspect = "bookings" // how many there are
	AmountAspect    Aspect = "amount"
	CurrencyAspect  Aspect = "currency"
	ReferenceAspect Aspect = "reference"
)

// Reconciled reports whether nothing is missing, doubled or different, and no posting is wrong in itself. What is not
// delivered is the sender's to tell, and what waits is booked soon.
func (r *Reconciliation) Reconciled() bool {
	return r.Missing.Count == 0 && r.Doubled.Count == 0 && r.Differing.Count == 0 && r.Breached.Count == 0
}

func (f *Findings) add(finding *Finding) {
	f.Count++
	if len(f.Events) < MaxFindings {
		f.Events = append(f.Events, *finding)
	}
}

// leave notes what is undelivered.
func (r *Reconciliation) leave(f *Finding, state DeliveryState) {
	if r.States == nil {
		r.States = map[DeliveryState]int{}
	}
	r.States[state]++
	r.Undelivered.add(f)
}

// fine notes what is as it should be.
func (r *Reconciliation) fine(count *int, delivered bool) {
	*count++
	if !delivered {
		r.Unacknowledged++
	}
}
