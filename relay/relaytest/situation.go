package relaytest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// shownUnsettled is how many deliveries that are not final are told of.
const shownUnsettled = 10

// situation tells how things stand, for a test that failed: the seed, the faults and what they struck, what is not settled.
func (h *Relay) situation(ctx context.Context) string {
	var text strings.Builder
	fmt.Fprintf(&text, "relaytest: seed %d", h.Seed())
	if clock, err := h.client.Clock(ctx); err == nil {
		fmt.Fprintf(&text, ", clock %s", clock.Now.UTC().Format(time.DateTime))
	}
	if rules, err := h.client.Faults(ctx); err == nil {
		for _, rule := range rules {
			spec := relay.FaultRule{Name: rule.Name, Value: rule.Value}
			fmt.Fprintf(&text, "\n  fault %s at the %s struck %s", spec.Spec(), rule.At, times(rule.Hits))
		}
	}
	query := control.DeliveryQuery{Filter: "state:pending,sending,held", Limit: shownUnsettled}
	if open, more, err := h.client.Deliveries(ctx, query); err == nil {
		for i := range open {
			fmt.Fprintf(&text, "\n  %s of %s, delivery %s: %s", relay.Visible(open[i].Type), open[i].Provider, open[i].ID, actual(&open[i]))
		}
		if more != "" {
			text.WriteString("\n  and more")
		}
	}
	return text.String()
}

func times(n int) string {
	switch n {
	case 0:
		return "nothing"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
