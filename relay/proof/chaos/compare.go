package chaos

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// comparison is what acknowledgements, receipts and database say together.
type comparison struct {
	events     int
	owed       int
	delivered  int
	lost       []owed
	unfinished int // of the lost: those that the database still means to send
	duplicated int
	outOfOrder int
	ordered    int // how many subscriptions were to keep their order
	receipts   int
	states     map[relay.DeliveryState]int
	violations []string
}

// compare is pure: it holds what the receiver took, in the order of arrival, and what is stored, against what was acknowledged.
func compare(acknowledged []owed, visits []visit, streams []*stream, rows []stored) comparison {
	c := comparison{owed: len(acknowledged), receipts: len(visits), states: map[relay.DeliveryState]int{}}
	byID := make(map[string]*stored, len(rows))
	for i := range rows {
		byID[rows[i].id] = &rows[i]
		c.states[rows[i].state]++
	}
	taken := c.taken(visits, acknowledged)
	c.events = events(acknowledged, streams)
	for _, o := range acknowledged {
		row := byID[o.deliveryID]
		delete(byID, o.deliveryID)
		switch {
		case taken[o.place] > 0:
			c.delivered++
			c.duplicated += taken[o.place] - 1
		default:
			c.lost = append(c.lost, o)
			if row != nil && !row.state.Final() {
				c.unfinished++
			}
		}
		c.check(o, row, taken[o.place] > 0)
	}
	for id := range byID {
		c.violate("%s is stored and nobody was told: an event was published twice", id)
	}
	for _, s := range streams {
		if s.ordered {
			c.ordered += len(s.subscriptions)
			for _, subscription := range s.subscriptions {
				c.outOfOrder += outOfOrder(subscription, visits)
			}
		}
	}
	return c
}

// taken counts how often each event was taken, and holds it against the events that there are.
func (c *comparison) taken(visits []visit, acknowledged []owed) map[place]int {
	known := make(map[place]struct{}, len(acknowledged))
	for _, o := range acknowledged {
		known[o.place] = struct{}{}
	}
	taken, ids := map[place]int{}, map[place]string{}
	for _, v := range visits {
		if _, ok := known[v.place]; !ok {
			c.violate("the receiver got number %d of subscription %d, which was never acknowledged", v.number, v.subscription)
		}
		if id, again := ids[v.place]; again && id != v.webhookID {
			c.violate("number %d of subscription %d came as %q and as %q", v.number, v.subscription, id, v.webhookID)
		}
		ids[v.place] = v.webhookID
		if v.taken {
			taken[v.place]++
		}
	}
	return taken
}

// check holds what the database says of a delivery against what happened.
func (c *comparison) check(o owed, row *stored, taken bool) {
	switch {
	case row == nil:
		c.violate("number %d of subscription %d was acknowledged, but is not stored", o.number, o.subscription)
	case row.state == relay.Delivered && !taken:
		c.violate("%s is stored as delivered, but the receiver never took it", o.deliveryID)
	case row.state != relay.Delivered && taken:
		c.violate("%s is stored as %s, but the receiver took it", o.deliveryID, row.state)
	case row.tries > row.allowed:
		c.violate("%s was tried %d times; its schedule allows %d", o.deliveryID, row.tries, row.allowed)
	}
}

func (c *comparison) violate(format string, args ...any) {
	c.violations = append(c.violations, fmt.Sprintf(format, args...))
}

// events counts the numbers acknowledged, once for each stream.
func events(acknowledged []owed, streams []*stream) int {
	n := 0
	for _, s := range streams {
		for _, o := range acknowledged {
			if o.subscription == s.subscriptions[0] {
				n++
			}
		}
	}
	return n
}

// outOfOrder counts the events of a subscription that were first taken after a later one.
func outOfOrder(subscription int, visits []visit) int {
	n, latest := 0, 0
	seen := map[int]struct{}{}
	for _, v := range visits {
		if v.subscription != subscription || !v.taken {
			continue
		}
		if _, again := seen[v.number]; again {
			continue
		}
		seen[v.number] = struct{}{}
		if v.number < latest {
			n++
		}
		latest = max(latest, v.number)
	}
	return n
}
