package mock

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// Options are what a Receiver works with. Required but for those that say otherwise.
type Options struct {
	Books Books
	Keys  Keys
	Clock relay.Clock // the engine's
	IDs   *relay.IDs  // of the receipts

	// FreshBy is the clock on which signed timestamps must be fresh: the one that the sender signs by. Nil: Clock.
	FreshBy relay.Clock

	// APIs are where details and files are read, by product. A product that is not there has nothing read; its receipts say so.
	APIs map[string]API

	// Transport reads them. It must follow no redirects. Nil: nothing is read, as without APIs.
	Transport http.RoundTripper

	// TimeScale divides the waits between tries to read. Zero means 1.
	TimeScale float64

	// Faults are the rules in force; those at the receiver are applied. Nil: none ever.
	Faults *relay.FaultSet

	// OnReceipt is called with each receipt after it was stored and before the answer goes out. May be nil. It must be
	// safe for concurrent use, and the answer waits for it.
	OnReceipt func(relay.Receipt)
}

// Receiver takes webhooks at /<provider>, and at / those of any product, and books after the answer while Run runs. Safe for
// concurrent use.
type Receiver struct {
	books     Books
	keys      Keys
	clock     relay.Clock
	freshBy   relay.Clock
	ids       *relay.IDs
	faults    *relay.FaultSet
	onReceipt func(relay.Receipt)
	apis      map[string]API
	transport http.RoundTripper
	timeScale float64

	catalogue *fault.Catalogue
	requests  relay.KeyCounter // for each event
	inbox     *inbox
	errands   *errands
	turn      chan struct{} // whoever holds its token stores a receipt while the clock stands
	running   atomic.Bool   // Run books
}

// New returns a receiver.
func New(o Options) (*Receiver, error) {
	missing := ""
	switch {
	case o.Books == nil:
		missing = "Books"
	case o.Keys == nil:
		missing = "Keys"
	case o.Clock == nil:
		missing = "Clock"
	case o.IDs == nil:
		missing = "IDs"
	}
	if missing != "" {
		return nil, fmt.Errorf("mock: Options.%s is missing", missing)
	}
	if o.OnReceipt == nil {
		o.OnReceipt = func(relay.Receipt) {}
	}
	if o.Transport == nil {
		o.APIs = nil
	}
	if o.TimeScale == 0 {
		o.TimeScale = 1
	}
	if o.FreshBy == nil {
		o.FreshBy = o.Clock
	}
	return &Receiver{
		books: o.Books, keys: o.Keys, clock: o.Clock, freshBy: o.FreshBy, ids: o.IDs, faults: o.Faults, onReceipt: o.OnReceipt,
		apis: o.APIs, transport: o.Transport, timeScale: o.TimeScale,
		catalogue: fault.New(), inbox: newInbox(), errands: newErrands(), turn: make(chan struct{}, 1),
	}, nil
}

// Run books what is answered and reads what belongs to it, what an earlier process left first, until ctx ends and what was
// taken by then is booked. It is called once. An error means that the books could not be read at the start.
func (rc *Receiver) Run(ctx context.Context) error {
	rc.running.Store(true)
	defer rc.running.Store(false)
	reading, stop := context.WithCancel(ctx)
	read := make(chan struct{})
	go func() {
		defer close(read)
		rc.runErrands(reading)
	}()
	err := rc.book(ctx)
	stop()
	<-read
	return err
}

// Settled waits until all that was answered by now is booked, or waits for its next try to be read, and tells when the
// next such try is due; zero for never. An error is why ctx ended before.
func (rc *Receiver) Settled(ctx context.Context) (next time.Time, err error) {
	if err := rc.inbox.settled(ctx); err != nil {
		return time.Time{}, err
	}
	return rc.errands.settled(ctx, rc.clock.Now)
}

// Note lets the store know how far the books are, which otherwise it learns with the next booking: receipts that book nothing
// are not worth a transaction.
func (rc *Receiver) Note(ctx context.Context) error {
	return rc.books.Book(ctx, rc.inbox.booked(), nil)
}

// ServeHTTP takes one request. What stands below a product's path is that product's too. Whatever is posted leaves a receipt,
// also at a path that there is not; whatever is not a POST is refused and leaves none.
func (rc *Receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sender, known := route(r.URL.Path)
	if r.Method != http.MethodPost {
		status, problem := http.StatusMethodNotAllowed, "webhooks are sent by POST"
		if !known {
			status, problem = http.StatusNotFound, noSuchPath()
		}
		w.Header().Set("Allow", http.MethodPost)
		writeAnswer(w, status, errorBody(problem))
		return
	}
	var refused *refusal
	if !known {
		refused = &refusal{http.StatusNotFound, noSuchPath()}
	}
	v := newVisit(w, r, sender, refused, rc.clock.Now())
	if errors.Is(v.unreadable, errProbe) {
		writeAnswer(w, http.StatusOK, []byte("{}")) // no event, so no receipt
		return
	}
	v.receipt.ID = rc.ids.New(relay.ReceiptPrefix, v.now)
	// Once the body has arrived whole, a sender that hangs up changes nothing about the work.
	ctx := context.WithoutCancel(r.Context())
	answer := &answerWriter{ResponseWriter: w}
	defer rc.close(ctx, v, answer)
	handler := http.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { rc.work(ctx, w, v) }))
	rc.broken(v, handler).ServeHTTP(answer, r)
}

// route finds the product of a path; nil for the path of all products.
func route(path string) (sender product, ok bool) {
	if path == "/" {
		return nil, true
	}
	below, ok := strings.CutPrefix(path, "/")
	if !ok {
		return nil, false
	}
	name, _, _ := strings.Cut(below, "/")
	return findProduct(name)
}

func noSuchPath() string {
	return "no such path; webhooks go to / or to one of " + strings.Join(paths(), " ")
}

func paths() []string {
	var paths []string
	for _, p := range products() {
		paths = append(paths, "/"+p.name())
	}
	return paths
}

// broken wraps the work with the faults that strike this request.
func (rc *Receiver) broken(v *visit, work http.Handler) http.Handler {
	if rc.faults == nil {
		return work
	}
	key := v.key()
	n := rc.requests.Count(v.receipt.Provider, key)
	rules := rc.faults.Strike(relay.AtReceiver, v.delivery(n), key, n, v.now)
	if len(rules) == 0 {
		return work
	}
	v.hits = make([]relay.AppliedFault, len(rules))
	for i := range rules { // the first one acts on the mock's own answer
		rule := &rules[i]
		v.hits[i] = relay.AppliedFault{RuleID: rule.ID, Name: rule.Name, Value: rule.Value, At: relay.AtReceiver}
		work = rc.catalogue.Receiver(rule, &v.hits[i], work)
	}
	return work
}
