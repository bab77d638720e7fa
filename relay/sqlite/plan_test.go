package sqlite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Partial indexes are used only where a statement repeats their condition: this holds the statements to it.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := open(t)
	list := func(text string) (string, []any) { return listed(t, text, page{before: 1}) }
	oldest, oldestArgs := listed(t, "state:failed", page{turned: true})
	wholeOldest, wholeOldestArgs := listed(t, "", page{turned: true})
	failed, failedArgs := list("state:failed")
	both, bothArgs := list("state:failed,unknown")
	pending, pendingArgs := list("state:pending type:invoices.*")
	sending, sendingArgs := list("state:sending")
	byType, typeArgs := list("type:invoices.*")
	tests := map[string]struct {
		query string
		args  []any
		want  string
	}{
		"due reads its index only":        {selectDue, []any{"sub_a", 1}, "SEARCH deliveries USING COVERING INDEX deliveries_due (subscription_id=?)"},
		"recover reads what is sending":   {recoverDeliveries, []any{1, ""}, "SCAN deliveries USING INDEX deliveries_sending"},
		"a mark finds its delivery":       {markSending, []any{1, "dlv_1"}, "SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 (id=?)"},
		"failed deliveries have an index": {failed, failedArgs, "SEARCH deliveries USING INDEX deliveries_aside (state=? AND seq<?)"},
		"several such states have it too": {both, bothArgs, "MERGE (UNION ALL)"},
		"what is pending is few":          {pending, pendingArgs, "SCAN deliveries USING INDEX deliveries_due"},
		"what is being sent is fewer":     {sending, sendingArgs, "SEARCH deliveries USING INDEX deliveries_sending (seq<?)"},
		"many are loaded one by one":      {selectWhole, []any{`["dlv_1"]`}, "SEARCH d USING INDEX sqlite_autoindex_deliveries_1 (id=?)"},
		"other lists go from the newest":  {byType, typeArgs, "SEARCH deliveries USING INTEGER PRIMARY KEY (rowid<?)"},
		"outcomes go from id to attempts": {selectOutcomes, []any{`["dlv_1"]`, 20},
			"SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1 (id=?)\nSEARCH attempts USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		"a subscription's pending":             {changeDeliveries + fmt.Sprintf(someOf, stateIn([]string{"pending"})), []any{"failed", "", 1, 1, "sub_a", 1, 1}, "SEARCH deliveries USING COVERING INDEX deliveries_due (subscription_id=?)"},
		"a subscription's pending and held":    {changeDeliveries + fmt.Sprintf(someOf, stateIn([]string{"pending", "held"})), []any{"failed", "", 1, 1, "sub_a", 1, 1}, "MULTI-INDEX OR"},
		"samples go back over some attempts":   {sampleAttempts + "1 ORDER BY attempts.key DESC LIMIT ?", []any{1, 1}, "SEARCH attempts USING INTEGER PRIMARY KEY (rowid>?)\nSEARCH deliveries USING INTEGER PRIMARY KEY (rowid=?)"},
		"the newest attempt is found at once":  {newestAttempt, nil, "SEARCH attempts"},
		"counting looks at no table":           {countAll, nil, "SCAN deliveries USING COVERING INDEX"},
		"counting again looks at newer rows":   {countNewer, []any{7}, "SEARCH deliveries USING INTEGER PRIMARY KEY (rowid>?)"},
		"deliveries of an event have an index": {"SELECT id FROM deliveries WHERE seq < ? AND event_id = ? ORDER BY seq DESC LIMIT 1", []any{1, "evt"}, "SEARCH deliveries USING INDEX deliveries_event (event_id=? AND rowid<?)"},
		"events about a record have an index":  {"SELECT id FROM events WHERE seq < ? AND provider = ? AND subject <> '' AND subject = ? ORDER BY seq DESC LIMIT 1", []any{1, "fintoro", "invoice/1"}, "SEARCH events USING INDEX events_subject (subject=? AND provider=? AND seq<?)"},
		"an earlier reference is found by its subject": {selectFirstReference, []any{"evt", "dlv", "sub"},
			"SEARCH this USING INDEX sqlite_autoindex_events_1 (id=?)\nSEARCH same USING INDEX events_subject (subject=? AND provider=?)\nSEARCH d USING INDEX deliveries_event (event_id=?)"},
		"a repeated request is found by its identity":   {earlierSame, []any{"id", []byte{1}, "hook", "p"}, "SEARCH incoming USING INDEX incoming_same (dialect_id=? AND hook=? AND provider=? AND body_hash=?)"},
		"and so is the same identity with another body": {earlierOther, []any{"id", "hook", "p"}, "SEARCH incoming USING INDEX incoming_same (dialect_id=? AND hook=? AND provider=?)"},
		"rejected requests have an index":               {"SELECT id FROM incoming WHERE seq < ? AND verdict = ? AND verdict <> 'verified' ORDER BY seq DESC LIMIT 1", []any{1, "rejected"}, "SEARCH incoming USING INDEX incoming_aside (verdict=? AND seq<?)"},
		"the newest rejected one is found at once":      {newestPlace, []any{"rejected"}, "SEARCH incoming USING INDEX incoming_aside (verdict=?)"},
		"counting again looks at newer requests only":   {countNewerIncoming, []any{1}, "SEARCH incoming USING INTEGER PRIMARY KEY (rowid>?)"},
		"the verified ones are counted by their index":  {countIncoming, nil, "SCAN incoming USING COVERING INDEX incoming_same"},
		"the oldest rejected ones are found at once":    {deleteOldAside, []any{"rejected", 1, 4}, "SEARCH incoming USING COVERING INDEX incoming_aside (verdict=?)"},
		"what came in is found for what passes it on":   {selectWhole, []any{`["dlv_1"]`}, "SEARCH incoming USING INDEX sqlite_autoindex_incoming_1 (id=?) LEFT-JOIN"},
		"oldest first, failed ones have their index":    {oldest, oldestArgs, "SEARCH deliveries USING INDEX deliveries_aside (state=? AND seq>?)"},
		"oldest first, lists go from the oldest":        {wholeOldest, wholeOldestArgs, "SEARCH deliveries USING INTEGER PRIMARY KEY (rowid>?)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows, err := s.db.reader.search(t.Context(), "EXPLAIN QUERY PLAN "+tt.query, tt.args...)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := collect(rows, func(r row) (string, error) {
				var id, parent, unused int
				var detail string
				err := r.Scan(&id, &parent, &unused, &detail)
				return detail, err
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(plan, "\n"); !strings.Contains(got, tt.want) {
				t.Errorf("plan:\n%s\nwant %s", got, tt.want)
			}
		})
	}
}

// listed is the statement of a list.
func listed(t *testing.T, text string, p page) (string, []any) {
	t.Helper()
	filter, err := relay.ParseFilter(text)
	if err != nil {
		t.Fatal(err)
	}
	query := relay.DeliveryQuery{Filter: filter, Now: time.Unix(0, 0)}
	l := listAll(query, p)
	if states := fewStates(query); states != nil {
		l = listStates(states, query, p, false)
	}
	return l.query, l.args
}
