package inbound

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// takeTime is how long a request may take to be stored, in real time. Source: our choice; the shortest time limit of a
// product.
const takeTime = 10 * time.Second

// Handler serves hooks. Safe for concurrent use.
type Handler struct {
	opt     Options
	hooks   map[string]*hook
	proxies proxies
	gate    *gate
	held    held
	search  *search
	reports *reports
}

// hook is a Hook with what it needs to take requests.
type hook struct {
	Hook
	casing  map[string]string // of the headers that prove the sender
	guarded []string          // those, and what the content is
	rate    *rate             // nil: no limit
}

// NewHandler serves the hooks, and answers 404 at any other path. A mistake in the options is a relay.InputError.
func NewHandler(opt Options) (*Handler, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	h := &Handler{
		opt: opt, hooks: map[string]*hook{}, proxies: normal(opt.Proxies), gate: newGate(opt.AtOnce, opt.Waiting), held: held{most: maxHeldBytes},
		search: newSearch(opt.Clock.Stopwatch()), reports: newReports(opt.Log, opt.Clock.Stopwatch()),
	}
	for _, given := range opt.Hooks {
		proofs := provider.ProofHeaders(given.Provider)
		hk := &hook{Hook: given, casing: casingOf(proofs), guarded: append(slices.Clone(proofs), contentType)}
		if opt.Rate > 0 {
			hk.rate = newRate(opt.Rate, max(1, opt.Rate), opt.Clock.Stopwatch())
		}
		h.hooks[given.Name] = hk
	}
	return h, nil
}

// ServeHTTP takes one request in. It answers a success only once the request is stored.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w = leaving{w, r.Context()}
	since := h.opt.Clock.Stopwatch()
	hk, rest := h.find(r.URL)
	switch {
	case hk == nil:
		refuse(w, http.StatusNotFound)
		return
	case r.Method != http.MethodPost && !hk.mayAsk(r):
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	if hk.rate != nil {
		if wait, ok := hk.rate.take(); !ok {
			retryAfter(w, wait)
			refuse(w, http.StatusTooManyRequests)
			return
		}
	}
	taken, status := h.take(w, r, hk, rest)
	switch {
	case status != 0:
		refuse(w, status)
	case hk.Sync && taken.Incoming.Verdict.GoesOn():
		h.answerOfApp(w, r, hk, firstDelivery(&taken, hk.Targets[0]), since)
	default:
		answer(w, &taken)
	}
}

// take reads, verifies and stores a request. status is why it was refused; zero where it is stored.
func (h *Handler) take(w http.ResponseWriter, r *http.Request, hk *hook, rest string) (taken relay.Taken, status int) {
	body, release, status := h.held.read(w, r, h.opt.MaxBodyBytes)
	if status != 0 {
		return taken, status
	}
	defer release()
	if !h.gate.enter(r.Context()) {
		return taken, http.StatusServiceUnavailable
	}
	defer h.gate.leave()
	in, told, line := h.incoming(r, hk, rest, body)
	if in.Verdict != relay.IncomingProbe && r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return taken, http.StatusMethodNotAllowed
	}
	var to []string
	if in.Verdict.GoesOn() {
		to = hk.Targets
	}
	// A caller that is gone before the answer sends it again, and this one is known then.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), takeTime)
	defer cancel()
	taken, err := h.opt.Relay.Take(ctx, in, told, to)
	if err != nil {
		h.reports.untaken(ctx, hk, err)
		return taken, http.StatusServiceUnavailable
	}
	if in.Verdict == relay.IncomingRejected {
		h.reports.rejected(ctx, hk, line)
	}
	return taken, 0
}
