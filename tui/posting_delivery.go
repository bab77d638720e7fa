package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// foundMsg answers findDelivery: what takes the delivery of a posting.
type foundMsg struct {
	filter relay.Filter
	found  bool
	err    error
}

// lookedThrough is how many pages of deliveries are looked through for the one of a posting.
const lookedThrough = 5

// findDelivery looks for what was booked as a posting. Not every product's receiver answers with a reference, and no filter
// knows the identity on the wire: so the deliveries made before the posting are looked through for it, as far as they go.
func (c calls) findDelivery(p control.Posting, references []string, now time.Time) tea.Cmd {
	return c.run(func(ctx context.Context) tea.Msg {
		byReference := filterOf(relay.FieldReference, references...)
		one, err := c.newestOf(ctx, byReference.String())
		if err != nil || one != nil {
			return foundMsg{byReference, one != nil, err}
		}
		before := relay.Filter{Terms: []relay.Term{
			{Field: relay.FieldProvider, Op: relay.Equal, Values: []string{p.Provider}},
			{Field: relay.FieldAge, Op: relay.GreaterOrEqual, Age: max(now.Sub(p.PostedAt.Time)-time.Second, 0).Truncate(time.Second)},
		}}
		cursor := ""
		for range lookedThrough {
			page, next, err := c.client.Deliveries(ctx, control.DeliveryQuery{Filter: before.String(), Cursor: cursor, Limit: bigPage})
			if err != nil {
				return foundMsg{err: err}
			}
			for i := range page {
				if page[i].DialectID == p.DedupKey && p.DedupKey != "" {
					return foundMsg{filter: filterOf(relay.FieldID, page[i].ID), found: true}
				}
			}
			if cursor = next; next == "" {
				break
			}
		}
		return foundMsg{}
	})
}

// takeFound goes to the delivery of a posting, if the user still looks at the books.
func (m *model) takeFound(msg foundMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		m.toast = toastOf(actedMsg{err: msg.err})
	case !msg.found:
		m.toast = toastOf(actedMsg{text: "its delivery is not among those made shortly before it", warning: true})
	case m.view == booksView:
		return m.showDeliveries(msg.filter)
	}
	return nil
}
