package relaytest

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// When says when a fault strikes. The zero value: always. At most one of First, Every and Chance is given.
type When struct {
	// Filter takes the deliveries, in ledgerhook's filter language, such as "type:invoices.*". Empty: all.
	Filter string
	// First is how many attempts of each delivery are struck, beginning with the first.
	First int
	// Every strikes every N-th delivery.
	Every int
	// Chance strikes with this probability, drawn from the seed.
	Chance float64
	// Limit ends it after so many hits. Zero: never.
	Limit int
	// At is who misbehaves. Empty: the sender where the fault can be there, so that it works with anybody's URL.
	At relay.FaultPlace
}

// Inject breaks something on purpose: a fault of the catalogue, as NAME or NAME=VALUE, such as lose-ack or status=503.
// More than one When is a mistake. `ledgerhook faults catalog` lists what there is.
func (h *Relay) Inject(spec string, when ...When) control.FaultRule {
	h.t.Helper()
	w := optional(h, when)
	name, value, _ := strings.Cut(spec, "=")
	rule, err := h.client.AddFault(h.t.Context(), control.AddFault{
		Name: name, Value: value, At: string(w.At), Filter: w.Filter, First: w.First, Every: w.Every, Chance: w.Chance, Limit: w.Limit,
	})
	return must(h, rule, err, "inject "+spec)
}

// Hits is how often a fault has struck.
func (h *Relay) Hits(rule control.FaultRule) int {
	h.t.Helper()
	shown, err := h.client.Fault(h.t.Context(), rule.ID)
	return must(h, shown, err, "show fault "+rule.ID).Hits
}

// ClearFaults takes all faults out of force.
func (h *Relay) ClearFaults() {
	h.t.Helper()
	must(h, struct{}{}, h.client.ClearFaults(h.t.Context()), "clear the faults")
}
