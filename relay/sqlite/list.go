package sqlite

import (
	"context"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// list is the statement of a page of deliveries.
type list struct {
	query string
	args  []any
}

// manyPending is from how many pending deliveries on a page of them is looked for from the newest delivery on: sorting that many
// would take longer. Our choice.
const manyPending = 10_000

// countPending counts no further than it matters.
const countPending = `SELECT count(*) FROM (SELECT 1 FROM deliveries INDEXED BY deliveries_due WHERE state = 'pending' LIMIT ?)`

// listDeliveries makes the statement for a query: rows by seq, one more than the page takes.
func (s *Store) listDeliveries(ctx context.Context, query relay.DeliveryQuery, p page) (list, error) {
	states, pending := fewStates(query), 0
	if slices.Contains(states, relay.Pending) {
		if _, err := s.db.reader.row(ctx, countPending, []any{manyPending}, &pending); err != nil {
			return list{}, err
		}
	}
	if states != nil {
		return listStates(states, query, p, pending >= manyPending), nil
	}
	return listAll(query, p), nil
}

// listAll goes through the deliveries, or those that another index finds.
func listAll(query relay.DeliveryQuery, p page) list {
	var w where
	w.page(p)
	if query.EventID != "" {
		w.and("event_id = ?", query.EventID)
	}
	w.filter(query.Filter, query.Now)
	columns := deliveryColumns
	if query.BodyBytes > 0 {
		columns += bodyColumn
	}
	return list{"SELECT " + columns + " FROM deliveries WHERE " + w.String() + " ORDER BY " + p.order() + " LIMIT ?", append(w.args, p.limit+1)}
}

// listStates looks for each state by its own index, and puts what it finds in order: left alone, SQLite goes through all
// deliveries for any state but one, and for what is pending.
func listStates(states []relay.DeliveryState, query relay.DeliveryQuery, p page, manyPending bool) list {
	var l list
	var parts []string
	for _, state := range states {
		var w where
		w.and("state = '" + string(state) + "'") // a constant: see where.filter
		w.page(p)
		w.filter(query.Filter, query.Now)
		parts = append(parts, "SELECT * FROM (SELECT "+deliveryColumns+" FROM deliveries "+indexOf(state, manyPending)+" WHERE "+w.String()+" ORDER BY "+p.order()+" LIMIT ?)")
		l.args = append(append(l.args, w.args...), p.limit+1)
	}
	l.query = strings.Join(parts, " UNION ALL ") + " ORDER BY " + p.order() + " LIMIT ?"
	l.args = append(l.args, p.limit+1)
	return l
}

// indexOf is the index that holds the deliveries of a state.
func indexOf(state relay.DeliveryState, manyPending bool) string {
	switch {
	case state == relay.Pending && manyPending:
		return "NOT INDEXED"
	case state == relay.Pending:
		return "INDEXED BY deliveries_due"
	case state == relay.Sending:
		return "INDEXED BY deliveries_sending"
	}
	return "INDEXED BY deliveries_aside"
}

// fewStates are the states that a query's filter leaves, where each has an index; nil where delivered is among them, or
// something else in the query has a better index.
func fewStates(query relay.DeliveryQuery) []relay.DeliveryState {
	if query.EventID != "" {
		return nil
	}
	states := relay.DeliveryStates()
	for i := range query.Filter.Terms {
		term := &query.Filter.Terms[i]
		if clause, _ := condition(term, query.Now); clause == nothing && !term.Negate {
			return nil // SQLite sees that there is nothing to find, and then takes no index that it is told to
		}
		switch term.Field {
		case relay.FieldState:
			states = slices.DeleteFunc(states, func(s relay.DeliveryState) bool { return slices.Contains(term.Values, string(s)) == term.Negate })
		case relay.FieldID, relay.FieldEvent:
			if !term.Negate {
				return nil
			}
		}
	}
	if slices.Contains(states, relay.Delivered) || len(states) == 0 {
		return nil
	}
	return states
}
