package chaos

import (
	"math"
	"slices"
	"time"
)

// Report is what a chaos run found. Scripts rely on the names. Counts are of deliveries unless they say otherwise.
type Report struct {
	Seed  uint64 `json:"seed"`
	Kills int    `json:"kills"`
	// Acknowledged is Delivered and Lost together.
	Acknowledged int `json:"acknowledged"`
	Delivered    int `json:"delivered"`
	// Lost are acknowledged, and the receiver never took them.
	Lost int `json:"lost"`
	// Duplicated is how often the receiver took what it had already: allowed, and told apart by the webhook's id.
	Duplicated int `json:"duplicated"`
	// OutOfOrder counts deliveries of ordered subscriptions that were first taken after a later one.
	OutOfOrder int `json:"out_of_order"`
	// RecoveredMSP50 and RecoveredMSMax are the times from a start after a kill to the first request that the receiver
	// got of the new process, in milliseconds.
	RecoveredMSP50 float64 `json:"recovered_ms_p50"`
	RecoveredMSMax float64 `json:"recovered_ms_max"`
	// Receipts are the requests that the receiver got, those included that it refused.
	Receipts int `json:"receipts"`
	// Unanswered are publishing requests without an answer, which were sent again.
	Unanswered int `json:"unanswered"`
	// EventsPerSecond is how many events were acknowledged, over the time of publishing, the kills included.
	EventsPerSecond float64 `json:"events_per_second"`

	Events               int            `json:"events"`
	Subscriptions        int            `json:"subscriptions"`
	OrderedSubscriptions int            `json:"ordered_subscriptions"`
	EarlyKills           int            `json:"early_kills"` // kills before the process was ready
	Unfinished           int            `json:"unfinished"`  // of the lost: those that the database still means to send
	States               map[string]int `json:"states"`      // of all deliveries, as the database has them at the end
	Seconds              float64        `json:"seconds"`

	// Reconciliation is what the server says of the receiver's own list.
	Reconciliation Reconciliation `json:"reconciliation"`

	// LostIDs are the first of the lost.
	LostIDs []string `json:"lost_ids"`
	// Violations are the first other contradictions between acknowledgements, receipts and database.
	Violations []string `json:"violations"`
	// Dir is where the database and the server's log are; empty where all held and they were removed.
	Dir string `json:"dir,omitzero"`
}

// Held reports whether every promise was kept.
func (r *Report) Held() bool {
	return r.Lost == 0 && r.OutOfOrder == 0 && len(r.Violations) == 0 && r.Reconciliation.Held()
}

// mostShown is how many lost deliveries and contradictions a report names.
const mostShown = 20

func reportOf(c comparison, recovered []time.Duration) Report {
	report := Report{
		Acknowledged: c.owed, Delivered: c.delivered, Lost: len(c.lost), Duplicated: c.duplicated, OutOfOrder: c.outOfOrder,
		Receipts: c.receipts, Events: c.events, OrderedSubscriptions: c.ordered, Unfinished: c.unfinished, States: map[string]int{},
		Violations: c.violations[:min(len(c.violations), mostShown)],
	}
	for state, n := range c.states {
		report.States[string(state)] = n
	}
	for _, o := range c.lost[:min(len(c.lost), mostShown)] {
		report.LostIDs = append(report.LostIDs, o.deliveryID)
	}
	if len(recovered) > 0 {
		slices.Sort(recovered)
		report.RecoveredMSP50 = milliseconds(recovered[(len(recovered)-1)/2])
		report.RecoveredMSMax = milliseconds(recovered[len(recovered)-1])
	}
	return report
}

// milliseconds is exact to a tenth.
func milliseconds(d time.Duration) float64 { return math.Round(d.Seconds()*1e4) / 10 }

// seconds is exact to a tenth.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*10) / 10 }

func perSecond(n int, d time.Duration) float64 {
	if d <= 0 {
		return 0
	}
	return math.Round(float64(n)/d.Seconds()*10) / 10
}
