package workspace

import (
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Fault is a fault rule as the file declares it. Where it names no place, At is empty until the server has said which is meant.
type Fault struct {
	declared
	Rule control.AddFault
}

// fault reads one entry of faults.
func (r *reader) fault(e entry) (Fault, error) {
	fault := Fault{declared: declared{Name: e.key, At: e.at}}
	what, spec := "fault "+e.key, ""
	rule := &fault.Rule
	places, err := r.fields(e.value, what, []field{
		{"fault", r.text("fault", &spec)},
		{"at", r.text("at", &rule.At)},
		{"filter", r.text("filter", &rule.Filter)},
		{"first", r.whole("first", &rule.First)},
		{"every", r.whole("every", &rule.Every)},
		{"chance", r.number("chance", &rule.Chance)},
		{"limit", r.whole("limit", &rule.Limit)},
	})
	if err != nil {
		return fault, err
	}
	fault.places = places
	if spec == "" {
		return fault, &Error{At: fault.place("fault"), Problem: what + " names no fault", Hint: "such as fault: lose-ack; ledgerhook faults catalog lists them"}
	}
	rule.Name, rule.Value, _ = strings.Cut(spec, "=")
	where := []string{string(relay.AtSender), string(relay.AtReceiver), string(relay.AtAPI)}
	if rule.At != "" && !slices.Contains(where, rule.At) {
		return fault, &Error{At: fault.place("at"), Problem: "there is no place " + quoted(rule.At), Hint: nearestOf(rule.At, where)}
	}
	if _, err := relay.ParseFilter(rule.Filter); err != nil {
		return fault, &Error{At: fault.place("filter"), Problem: err.Error()}
	}
	return fault, nil
}
