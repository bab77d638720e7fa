package sqlite

import (
	"context"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// groupColumn is where a field to group by stands; empty for what is none.
func groupColumn(field relay.GroupField) string {
	switch field {
	case relay.GroupOutcome:
		return "last_outcome"
	case relay.GroupStatus:
		return "last_status"
	case relay.GroupSubscription:
		return "subscription_id"
	case relay.GroupProvider:
		return "provider"
	case relay.GroupType:
		return "type"
	case relay.GroupState:
		return "state"
	case relay.GroupReason:
		return "reason"
	case relay.GroupError:
		return "last_error"
	}
	return ""
}

// selectGroups names the newest delivery of a group by its number: those of a few groups are looked up, not kept for all.
// %[1]s are the columns, %[2]s the condition.
const selectGroups = `
WITH grouped AS (
	SELECT %[1]s, count(*) AS n, max(seq) AS latest FROM deliveries WHERE %[2]s GROUP BY %[1]s
), largest AS (
	SELECT *, count(*) OVER () AS groups, sum(n) OVER () AS deliveries FROM grouped ORDER BY n DESC, latest DESC LIMIT ?
)
SELECT %[3]s, n, groups, deliveries, d.id, d.created_at
FROM largest JOIN deliveries AS d ON d.seq = latest ORDER BY n DESC, latest DESC`

// GroupDeliveries implements relay.Archive.
func (s *Store) GroupDeliveries(ctx context.Context, query relay.GroupQuery) (relay.Grouped, error) {
	limit := query.Limit
	if limit <= 0 || limit > relay.MaxGroups {
		limit = relay.MaxGroups
	}
	columns, qualified := make([]string, len(query.By)), make([]string, len(query.By))
	for i, field := range query.By {
		columns[i] = groupColumn(field)
		if columns[i] == "" {
			return relay.Grouped{}, &relay.InputError{Field: "by", Problem: fmt.Sprintf("no field %q", field)}
		}
		qualified[i] = "largest." + columns[i]
	}
	if len(columns) == 0 {
		return relay.Grouped{}, &relay.InputError{Field: "by", Problem: "a field is missing"}
	}
	var w where
	w.filter(query.Filter, query.Now)
	statement := fmt.Sprintf(selectGroups, strings.Join(columns, ", "), w.String(), strings.Join(qualified, ", "))
	rows, err := s.db.reader.search(ctx, statement, append(w.args, limit)...)
	if err != nil {
		return relay.Grouped{}, fmt.Errorf("group deliveries: %w", err)
	}
	var all relay.Grouped
	all.Groups, err = collect(rows, func(r row) (relay.Group, error) {
		group := relay.Group{Values: make([]string, len(columns))}
		var dest []any
		for i := range group.Values {
			dest = append(dest, &group.Values[i])
		}
		err := r.Scan(append(dest, &group.Count, &all.Total, &all.Deliveries, &group.LatestID, stamped{&group.LatestAt})...)
		return group, err
	})
	if err != nil {
		return relay.Grouped{}, fmt.Errorf("group deliveries: %w", err)
	}
	return all, nil
}
