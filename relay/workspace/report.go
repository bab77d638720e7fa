package workspace

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Report is what an application of the file did. As JSON it is one line of serve's stream.
type Report struct {
	Kind    string   `json:"kind"` // workspace.applied
	File    string   `json:"file"`
	Changes []Change `json:"changes"`
	// HooksChanged means that the hooks of ledgerhook relay are others than at its start. Nothing was done about that: they
	// count from its next start on.
	HooksChanged bool `json:"hooks_changed,omitzero"`
}

// Change is one thing that was done, or was to be done. It holds no secret and no variable's value.
type Change struct {
	Op   Op     `json:"op"`
	Kind string `json:"kind"` // subscription or fault
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
	// About says what was added or removed, in a few words.
	About string `json:"about,omitempty"`
	// Fields are what was changed.
	Fields []FieldChange `json:"fields,omitempty"`
	// Note is something that a person may want to know; empty when there is nothing.
	Note string `json:"note,omitempty"`
	// Error is why it could not be done; empty when it was.
	Error string `json:"error,omitempty"`
}

// FieldChange is a field that was changed. A secret has neither From nor To.
type FieldChange struct {
	Field string `json:"field,omitempty"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
}

// Op is what was done.
type Op string

// What can be done.
const (
	Added   Op = "add"
	Changed Op = "change"
	Removed Op = "remove"
)

// The kinds of what is declared.
const (
	subscriptionKind = "subscription"
	faultKind        = "fault"
)

// Failed reports whether something could not be done.
func (r *Report) Failed() bool {
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Error != "" })
}

// Lines are what is printed for people: one line a change.
func (r *Report) Lines() []string {
	lines := make([]string, len(r.Changes))
	for i := range r.Changes {
		lines[i] = r.Changes[i].String()
	}
	return lines
}

// String is like `~ subscription erp: url http://a → http://b`.
func (c *Change) String() string {
	what := c.Kind + " " + relay.Visible(c.Name)
	if c.Error != "" {
		done := map[Op]string{Added: "added", Changed: "changed", Removed: "removed"}
		return fmt.Sprintf("! %s was not %s: %s", what, done[c.Op], c.Error)
	}
	note := ""
	if c.Note != "" {
		note = "; " + c.Note
	}
	if c.Op != Changed {
		sign := map[Op]string{Added: "+", Removed: "-"}
		return fmt.Sprintf("%s %s (%s)%s", sign[c.Op], what, c.About, note)
	}
	var fields []string
	for _, f := range c.Fields {
		switch {
		case f.From == "" && f.To == "":
			fields = append(fields, f.Field+": changed")
		default:
			fields = append(fields, strings.TrimSpace(f.Field+" "+f.From+" → "+f.To))
		}
	}
	return "~ " + what + ": " + strings.Join(fields, ", ") + note
}

// target is where a subscription sends, as a person may see it.
func (s *Subscription) target() string {
	var targets []string
	if s.URL.Written != "" {
		targets = append(targets, s.URL.shown())
	}
	for _, eventType := range slices.Sorted(maps.Keys(s.URLs)) {
		targets = append(targets, relay.Visible(eventType)+"="+s.URLs[eventType].shown())
	}
	return strings.Join(targets, ", ")
}

// faultText is a rule in one line, as its flags are.
func faultText(r *control.AddFault) string {
	rule := relay.FaultRule{Name: r.Name, Value: r.Value}
	text := rule.Spec() + " at " + r.At
	switch {
	case r.First > 0:
		text += fmt.Sprintf(", first=%d", r.First)
	case r.Every > 0:
		text += fmt.Sprintf(", every=%d", r.Every)
	case r.Chance > 0:
		text += fmt.Sprintf(", chance=%g", r.Chance)
	}
	if r.Limit > 0 {
		text += fmt.Sprintf(", limit=%d", r.Limit)
	}
	if r.Filter != "" {
		text += ", " + r.Filter
	}
	return relay.Visible(text)
}

// fieldText is a field of a subscription as the server has it.
func fieldText(s *control.Subscription, field string) string {
	text := map[string]string{
		"name": s.Name, "url": s.URL, "events": strings.Join(s.Events, ","), "retry": s.Retry, "concurrency": fmt.Sprint(s.Concurrency),
		"rate": fmt.Sprintf("%g", s.Rate), "ordered": fmt.Sprint(s.Ordered), "at_most_once": fmt.Sprint(s.AtMostOnce),
	}[field]
	switch {
	case text == "" && field == "events":
		text = "all"
	case text == "" && field == "retry":
		text = "the product's"
	}
	return relay.Visible(text)
}
