package sqlite

import (
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// where is a condition with its parameters.
type where struct {
	clauses []string
	args    []any
}

func (w *where) and(clause string, args ...any) {
	w.clauses = append(w.clauses, clause)
	w.args = append(w.args, args...)
}

// page adds the bounds of a page.
func (w *where) page(p page) {
	clause, args := p.bounds()
	w.and(clause, args...)
}

func (w *where) String() string {
	if len(w.clauses) == 0 {
		return "1"
	}
	return strings.Join(w.clauses, " AND ")
}

// filter adds what selects exactly the deliveries that f.Match takes. Every value is a parameter; names of states stand
// in the text, taken from relay's list, since SQLite uses a partial index for a constant only.
func (w *where) filter(f relay.Filter, now time.Time) {
	for i := range f.Terms {
		term := &f.Terms[i]
		clause, args := condition(term, now)
		if term.Negate {
			clause = "NOT (" + clause + ")"
		}
		w.and(clause, args...)
	}
}

const (
	patternSigns = `*?[\`

	nothing    = "0"
	searchText = `has_text(?, id, event_id, subscription_id, type, url, reference, last_error)`
)

func condition(t *relay.Term, now time.Time) (clause string, args []any) {
	switch t.Field {
	case relay.FieldState:
		return stateIn(t.Values), nil
	case relay.FieldProvider:
		return in("provider", t.Values)
	case relay.FieldType:
		return match("type", t.Values)
	case relay.FieldStatus:
		return "last_status " + comparison(t.Op) + " ?", []any{t.Number}
	case relay.FieldOutcome:
		return in("last_outcome", t.Values)
	case relay.FieldAttempts:
		return "attempt_count " + comparison(t.Op) + " ?", []any{t.Number}
	case relay.FieldAge: // of now - created_at, turned round so that the column stands alone
		return "? " + comparison(t.Op) + " created_at", []any{now.UnixNano() - int64(t.Age)}
	case relay.FieldSubscription:
		return in("subscription_id", t.Values)
	case relay.FieldID:
		return in("id", t.Values)
	case relay.FieldEvent:
		return in("event_id", t.Values)
	case relay.FieldReason:
		return in("reason", t.Values)
	case relay.FieldReference:
		return match("reference", t.Values)
	case relay.FieldText:
		if len(t.Values) > 0 {
			return searchText, []any{strings.ToLower(t.Values[0])}
		}
	}
	return nothing, nil
}

// in is column IN (?, …).
func in(column string, values []string) (string, []any) {
	if len(values) == 0 {
		return nothing, nil
	}
	return column + " IN (?" + strings.Repeat(", ?", len(values)-1) + ")", bound(values)
}

// match is any of the patterns; one without wildcards is found by an index where there is one.
func match(column string, patterns []string) (string, []any) {
	if len(patterns) == 0 {
		return nothing, nil
	}
	clauses := make([]string, len(patterns))
	for i, pattern := range patterns {
		clauses[i] = "path_match(?, " + column + ")"
		if !strings.ContainsAny(pattern, patternSigns) {
			clauses[i] = "? = " + column
		}
	}
	return "(" + strings.Join(clauses, " OR ") + ")", bound(patterns)
}

// stateIn is state = '…', or several. What is no state matches nothing.
func stateIn(values []string) string {
	var known []string
	for _, value := range values {
		if relay.DeliveryState(value).Valid() {
			known = append(known, "state = '"+value+"'")
		}
	}
	if len(known) == 0 {
		return nothing
	}
	return "(" + strings.Join(known, " OR ") + ")"
}

func comparison(op relay.Op) string {
	switch op {
	case relay.Less, relay.LessOrEqual, relay.Greater, relay.GreaterOrEqual:
		return string(op)
	}
	return string(relay.Equal)
}

func bound(values []string) []any {
	args := make([]any, len(values))
	for i, value := range values {
		args[i] = value
	}
	return args
}
