package emulate

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// read is a call that shows what events have told of something: what rules of the API's faults strike. Settings, tokens,
// logs and whatever else a product has beside its records are no reads.
type read struct {
	stage relay.FaultStage
	path  string // below the product's name, as a pattern of http.ServeMux without a format behind
	// show answers. What a view asks for that cannot be is an unapplied.
	show func(r *http.Request, who caller, v view) (answer, error)
	// about finds the newest event about what is read; nil where none named it. ok is false for a path that names nothing.
	about func(r *http.Request, who caller) (event *relay.Event, ok bool, err error)
	// missing is what the product says of what it does not have.
	missing string
}

// view is how a read looks at what has happened. The zero view shows it as it is; at most one of its fields is set.
type view struct {
	before *relay.Event // as it was before this event
	differ *relay.Event // in another state than this event, the newest, told
}

// knows reports whether an event has happened already.
func (v view) knows(event *relay.Event) bool { return v.before == nil || v.before.ID != event.ID }

// unapplied says why a view cannot be had.
type unapplied string

func (u unapplied) Error() string { return string(u) }

// asItIs is the show of what a view changes nothing about: a file.
func asItIs(do call) func(*http.Request, caller, view) (answer, error) {
	return func(r *http.Request, who caller, v view) (answer, error) {
		if v != (view{}) {
			return answer{}, unapplied("a file has no state")
		}
		return do(r, who)
	}
}

// keyOf is what reads of the same thing have in common: the path, without a format or a key that opens it, and escaped, so
// that it can be shown.
func (rd *read) keyOf(product string, r *http.Request) string {
	parts := strings.Split(rd.path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			parts[i] = url.PathEscape(r.PathValue(strings.TrimSuffix(name, "}")))
		}
	}
	return "/" + product + strings.Join(parts, "/")
}

// read makes a call of a read. What a product refuses by itself, but for that there is no such record, no rule strikes: it
// is about who asks, and how. Without a rule for it a read costs one look at the rules.
func (p product) read(rd read) call {
	return func(r *http.Request, who caller) (answer, error) {
		a, err := rd.show(r, who, view{})
		if p.FaultSet == nil || !p.FaultSet.Reads(rd.stage) || err != nil && refusalOf(err).status != http.StatusNotFound {
			return a, err
		}
		event, ok, lost := rd.about(r, who)
		if lost != nil {
			return answer{}, lost
		}
		if !ok {
			return a, err
		}
		now, key := p.Clock.Now(), rd.keyOf(p.name, r)
		of := &relay.Delivery{Provider: p.name, URL: key, CreatedAt: now}
		if event != nil {
			of.EventID, of.Type, of.DialectID, of.CreatedAt = event.ID, event.Type, event.DialectID, event.CreatedAt
		}
		rules := p.FaultSet.StrikeRead(rd.stage, of, key, now)
		if len(rules) == 0 {
			return a, err
		}
		if err != nil {
			a = p.answerTo(err)
		}
		return p.struck(rules, &reading{read: rd, r: r, who: who, event: event}, a)
	}
}

// newestOf is the newest event about a subject; nil where there is none.
func newestOf(ctx context.Context, store Store, provider, subject string) (*relay.Event, error) {
	events, _, err := store.Events(ctx, relay.EventQuery{Provider: provider, Subject: subject, Limit: 1})
	if err != nil || len(events) == 0 {
		return nil, err
	}
	return &events[0], nil
}
