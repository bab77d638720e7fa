package tui

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (b *subscriptionBoard) pane(m *model, l layout) []string {
	t := m.theme
	w, _ := l.sides()
	rows := box{title: t.strong.Render("Subscriptions") + t.dim.Render(" "+t.flat+" "+b.summary()), lines: m.subscriptionRows(b, w-2, b.inView(l))}
	rows.right = m.viewsLine(viewsRoom(w, rows.title))
	if len(b.subscriptions) == 0 {
		rows.title, rows.lines = t.strong.Render("Subscriptions"), m.noSubscriptions(b, w-2)
	}
	var beside box
	if s := b.current(); s != nil {
		beside.title = t.strong.Render(t.clean(s.Name))
		if s.Name == "" {
			beside.title = t.strong.Render(t.shortID(s.ID))
		}
	}
	b.aside.fill(t, &beside)
	return m.besides(l, b.open, rows, beside)
}

// sends reports whether a subscription's state lets it send.
func sends(s *control.Subscription) bool { return relay.SubscriptionState(s.State).Sends() }

// summary says how many there are, and how many of them do not send.
func (b *subscriptionBoard) summary() string {
	still := 0
	for i := range b.subscriptions {
		if !sends(&b.subscriptions[i]) {
			still++
		}
	}
	if still > 0 {
		return fmt.Sprintf("%d, %d not sending", len(b.subscriptions), still)
	}
	return fmt.Sprint(len(b.subscriptions))
}

// subscriptionColumns are the widths of the columns. One of no width is not drawn.
type subscriptionColumns struct{ state, product, name, endpoint, events, made, owed int }

// subscriptionColumnsOf shares w cells out: the endpoint gets the rest.
func subscriptionColumnsOf(w int) subscriptionColumns {
	c := subscriptionColumns{state: 13, product: 10, name: 13, events: 6, owed: 6}
	switch {
	case w >= roomyFrom:
		c.name, c.made = 24, 8
	case w < 70:
		c.product, c.name = shortProduct, 13
	}
	if c.rest(w) < 12 {
		c.events = 0
	}
	c.endpoint = max(c.rest(w), 0)
	return c
}

// rest is what w cells leave for the endpoint.
func (c subscriptionColumns) rest(w int) int {
	return beside(w, c.state, c.product, c.name, c.events, c.made, c.owed)
}

// rowOf joins cells and leaves out those that have no width.
func rowOf(parts ...string) string {
	var kept []string
	for _, part := range parts {
		if width(part) > 0 {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, " ")
}

// subscriptionRows are the column names and the rows in view.
func (m *model) subscriptionRows(b *subscriptionBoard, w, rows int) []string {
	t, c := m.theme, subscriptionColumnsOf(w)
	head := rowOf(t.fit("state", c.state), t.productCell("product", c.product), t.fit("name", c.name), t.fit("endpoint", c.endpoint),
		t.fitRight("events", c.events), t.fit("made", c.made), t.fitRight("owed", c.owed))
	lines := []string{t.dim.Render("   " + head)}
	from, to := b.inWindow(rows)
	for i := from; i < min(to, len(b.subscriptions)); i++ {
		lines = append(lines, m.subscriptionRow(b, &b.subscriptions[i], c, i == b.index()))
	}
	return lines
}

func (m *model) subscriptionRow(b *subscriptionBoard, s *control.Subscription, c subscriptionColumns, current bool) string {
	t := m.theme
	lead, text := "   ", t.plain
	if current {
		lead, text = " "+t.accent.Render(t.here)+" ", t.strong
	}
	owed := t.dim.Render(t.fitRight("0", c.owed))
	switch n := b.owed[s.ID].total(); {
	case b.owed == nil:
		owed = t.fit("", c.owed)
	case n > 0:
		owed = t.waiting.Render(t.fitRight(number(n), c.owed))
	}
	return lead + rowOf(t.fit(t.subscriptionState(s), c.state), text.Render(t.productCell(t.clean(s.Provider), c.product)), text.Render(t.fit(t.clean(s.Name), c.name)),
		t.fitLeft(t.clean(endpointOf(s)), c.endpoint), t.fitRight(eventCount(s), c.events), t.dim.Render(t.fit(madeBy(s), c.made)), owed)
}

// subscriptionState is a state as glyph and word; what hinders an active one from sending stands in its place.
func (t *theme) subscriptionState(s *control.Subscription) string {
	if text := t.hindered(s); text != "" {
		return text
	}
	sign, style := t.subscriptionSign(s.State)
	return style.Render(sign + " " + t.clean(s.State))
}

// hindered is what keeps one from sending that its state lets send; empty for nothing.
func (t *theme) hindered(s *control.Subscription) string {
	switch {
	case !sends(s):
	case s.Circuit == "open":
		return t.failed.Render(t.failedSign + " no answer")
	case s.BlockedBy != "":
		return t.waiting.Render(t.pending + " blocked")
	}
	return ""
}

func (t *theme) subscriptionSign(state string) (string, pen) {
	switch relay.SubscriptionState(state) {
	case relay.Active:
		return t.delivered, t.ok
	case relay.Paused:
		return t.held, t.waiting
	case relay.Deactivated:
		return t.pending, t.dim
	case relay.Disabled:
		return t.canceled, t.failed
	case relay.Expired:
		return t.failedSign, t.failed
	}
	return t.unknown, t.failed
}

// endpointOf is where it sends, without the scheme that goes without saying.
func endpointOf(s *control.Subscription) string {
	if s.URL == "" && len(s.URLs) > 0 {
		return plural(len(s.URLs), "URL", "URLs") + " by type"
	}
	return strings.TrimPrefix(s.URL, "http://")
}

func eventCount(s *control.Subscription) string {
	if len(s.Events) == 0 {
		return "all"
	}
	return number(len(s.Events))
}

// madeBy says who made it, where that was not a person.
func madeBy(s *control.Subscription) string {
	switch {
	case s.Builtin:
		return "built in"
	case s.DeclaredAs != "":
		return "declared"
	}
	return ""
}

func (m *model) noSubscriptions(b *subscriptionBoard, w int) []string {
	t := m.theme
	switch {
	case b.err != nil && !b.loaded:
		return t.said(w, t.failed.Render("The subscriptions cannot be read."), "", t.clean(problem(b.err)))
	case !b.loaded:
		return t.said(w, t.dim.Render("reading the subscriptions"+t.ellipsis))
	}
	return t.said(w, t.strong.Render("No subscription yet."), "", "Make one from another terminal:", "",
		"  "+t.accent.Render("ledgerhook "+m.cli("subscriptions create --provider fintoro --url URL")), "",
		"Without --bare, `ledgerhook serve` subscribes its mock to every product.")
}

// said puts texts where the eye falls in an empty pane.
func (t *theme) said(w int, texts ...string) []string {
	indent := strings.Repeat(" ", min(max((w-60)/2, 2), 12))
	lines := []string{"", ""}
	for _, text := range texts {
		for _, line := range prose(text, max(w-len(indent)-1, 1)) {
			lines = append(lines, indent+line)
		}
	}
	return lines
}
