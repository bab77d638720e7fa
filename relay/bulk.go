package relay

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
)

// Verb is what can be done to many deliveries at once.
type Verb string

// The verbs.
const (
	RetryVerb  Verb = "retry"
	ReplayVerb Verb = "replay"
	CancelVerb Verb = "cancel"
)

// applies reports whether a verb may change a delivery in a state.
func (v Verb) applies(state DeliveryState) bool {
	switch v {
	case RetryVerb:
		return state == Pending || state == Unknown
	case CancelVerb:
		return slices.Contains(cancelable(), state)
	default:
		return true
	}
}

// BulkRequest does one thing to all deliveries that a filter takes, oldest first.
type BulkRequest struct {
	Verb   Verb
	Filter Filter
	DryRun bool          // only count
	Replay ReplayOptions // of ReplayVerb
	Cursor string        // empty: from the oldest
	Limit  int           // at most so many, and the cursor to go on from; zero: all
}

// BulkResult tells what was done.
type BulkResult struct {
	Matched int // by the filter
	Changed int // or would be, of a dry run
	Skipped int // whose state, or whose subscription's, did not allow it
	Next    string
	States  map[DeliveryState]int // of those matched, before; of a dry run only
}

// bulkPage is how many deliveries are read at once.
const bulkPage = 500

// Bulk does one thing to many deliveries. What was done before an error stays done, and the result tells how much.
func (e *Engine) Bulk(ctx context.Context, request BulkRequest) (BulkResult, error) {
	if request.DryRun {
		return e.bulkDry(ctx, &request)
	}
	defer e.withhold()()
	result := BulkResult{Next: request.Cursor}
	at, err := e.bulkCursor(ctx, request.Cursor)
	for err == nil {
		query := DeliveryQuery{Filter: request.Filter, Now: e.Clock.Now(), Cursor: at.page, OldestFirst: true, Limit: bulkPage}
		if request.Limit > 0 {
			query.Limit = min(bulkPage, request.Limit-result.Matched)
		}
		var page []Delivery
		if page, at.page, err = e.Store.Deliveries(ctx, query); err != nil {
			return result, err
		}
		if beyond := slices.IndexFunc(page, func(d Delivery) bool { return d.ID > at.last }); beyond >= 0 {
			page, at.page = page[:beyond], "" // the rest is newer, such as what was replayed here
		}
		matched := len(page)
		var changed int
		changed, err = e.bulkPage(ctx, &request, page)
		result.Matched += matched
		result.Changed += changed
		result.Skipped += matched - changed
		result.Next = at.String()
		if result.Next == "" || (request.Limit > 0 && result.Matched >= request.Limit) {
			return result, err
		}
	}
	return result, err
}

// bulkAt is how far a bulk change has come: oldest first, up to the newest delivery that there was when it began.
type bulkAt struct {
	page string // the store's cursor; empty at the end
	last string
}

// String is the cursor to go on from; empty at the end.
func (a bulkAt) String() string {
	if a.page == "" {
		return ""
	}
	return a.page + "." + a.last
}

// bulkCursor reads a cursor, or begins. A mistake is an InputError.
func (e *Engine) bulkCursor(ctx context.Context, cursor string) (bulkAt, error) {
	if cursor != "" {
		page, last, ok := strings.Cut(cursor, ".")
		if !ok || !strings.HasPrefix(last, DeliveryPrefix) {
			return bulkAt{}, &InputError{Field: "cursor", Problem: "it is none of a bulk change"}
		}
		return bulkAt{page, last}, nil
	}
	newest, _, err := e.Store.Deliveries(ctx, DeliveryQuery{Now: e.Clock.Now(), Limit: 1})
	if err != nil || len(newest) == 0 {
		return bulkAt{}, err
	}
	return bulkAt{last: newest[0].ID}, nil
}

func (e *Engine) bulkDry(ctx context.Context, request *BulkRequest) (BulkResult, error) {
	counts, err := e.Store.CountDeliveries(ctx, request.Filter, e.Clock.Now())
	result := BulkResult{States: counts}
	for state, n := range counts {
		result.Matched += n
		if request.Verb.applies(state) {
			result.Changed += n
		}
	}
	result.Skipped = result.Matched - result.Changed
	return result, err
}

func (e *Engine) bulkPage(ctx context.Context, request *BulkRequest, page []Delivery) (changed int, err error) {
	page = slices.DeleteFunc(page, func(d Delivery) bool { return !request.Verb.applies(d.State) })
	switch request.Verb {
	case ReplayVerb:
		return e.replayAll(ctx, page, &request.Replay)
	case CancelVerb:
		return e.each(page, func(id string) error { _, err := e.Cancel(ctx, id); return err })
	default:
		return e.each(page, func(id string) error { _, err := e.Retry(ctx, id); return err })
	}
}

// replayBytes bounds the bodies of one commit of replays.
const replayBytes = 8 << 20

// replayAll replays a page, oldest first: in one commit, unless its bodies are large.
func (e *Engine) replayAll(ctx context.Context, page []Delivery, opt *ReplayOptions) (changed int, err error) {
	e.fate.RLock()
	defer e.fate.RUnlock()
	ids := make([]string, len(page))
	for i := range page {
		ids[i] = page[i].ID
	}
	var replays []Delivery
	bytes := 0
	publish := func() error {
		err := e.publishReplays(ctx, replays)
		if err == nil {
			changed += len(replays)
		}
		replays, bytes = nil, 0
		return err
	}
	for len(ids) > 0 {
		originals, err := e.Store.Load(ctx, ids, MaxDataBytes)
		if err != nil {
			return changed, err
		}
		if len(originals) == 0 {
			break // they are gone, by a reset
		}
		for _, original := range originals {
			replay, err := e.newReplay(ctx, original, opt)
			switch {
			case errors.Is(err, ErrConflict):
			case err != nil:
				return changed, err
			default:
				replays, bytes = append(replays, replay), bytes+len(replay.Body)
			}
		}
		if bytes >= replayBytes {
			if err := publish(); err != nil {
				return changed, err
			}
		}
		last := originals[len(originals)-1].ID
		ids = ids[slices.Index(ids, last)+1:]
	}
	err = publish()
	return changed, err
}

// bulkAtOnce is how many single changes wait for the store together: they share its commits.
const bulkAtOnce = 64

// each changes deliveries one by one, several at once, and counts those that could be.
func (e *Engine) each(page []Delivery, change func(id string) error) (int, error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	var problem error
	changed := 0
	places := make(chan struct{}, bulkAtOnce)
	for i := range page {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			err := change(page[i].ID)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				changed++
			case !errors.Is(err, ErrConflict) && !errors.Is(err, ErrNotFound):
				problem = errors.Join(problem, err)
			}
		})
	}
	group.Wait()
	return changed, problem
}
