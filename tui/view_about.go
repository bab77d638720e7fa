package tui

import (
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// aboutRows is how many lines below the list tell more of the selected delivery.
const aboutRows = 3

// aboutLines tell where the selected delivery goes and what is wrong with it, at the foot of the list.
func (m *model) aboutLines(l layout, w int) []string {
	r := m.list.current()
	if l.aboutRows() == 0 || r == nil {
		return nil
	}
	t := m.theme
	where := t.strong.Render(t.shortID(r.ID)) + t.dim.Render("  "+t.arrow+" ") + m.endpoint(&r.Delivery)
	if name := m.server.owners[r.SubscriptionID].Name; name != "" {
		where += t.dim.Render("  " + t.clean(place(r.URL)))
	}
	made := "made " + r.CreatedAt.UTC().Format("15:04:05") + ", " + ago(m.server.now, r.CreatedAt.Time)
	style := t.dim
	if r.State == string(relay.Failed) || r.LastOutcome != "" && r.LastOutcome != string(relay.Success) {
		style = t.failed
	}
	return []string{
		t.dim.Render(strings.Repeat(t.flat, w)), " " + t.apart(where, t.dim.Render(made)+" ", w-1), " " + style.Render(t.fit(t.clean(r.why()), w-2)),
	}
}

// why is what is known of a delivery's failure, in one sentence: what its refusal says of the signature, its error, or
// its reason.
func (r *row) why() string {
	switch {
	case r.explanation != "":
		return r.explanation
	case r.State == string(relay.Delivered):
		return ""
	case r.LastError != "":
		return r.LastError
	}
	return strings.ReplaceAll(r.Reason, "_", " ")
}

// refused reports whether a delivery's newest answer may be about its signature, which the list does not tell.
func (r *row) refused() bool {
	return r.LastOutcome == string(relay.HTTPError) && relay.ExplainedStatus(r.LastStatus)
}

// endpoint is where a delivery goes, as short as people call it: the name of its subscription, or the URL's host.
func (m *model) endpoint(d *control.Delivery) string {
	if name := m.server.owners[d.SubscriptionID].Name; name != "" {
		return m.theme.clean(name)
	}
	return m.theme.clean(place(d.URL))
}

// place is a URL without what everybody knows: scheme, query, and the loopback's address.
func place(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	host := u.Host
	if name := u.Hostname(); (name == "127.0.0.1" || name == "localhost" || name == "::1") && u.Port() != "" {
		host = ":" + u.Port()
	}
	return host + strings.TrimSuffix(u.Path, "/")
}
