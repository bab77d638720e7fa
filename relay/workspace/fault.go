package workspace

import (
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// Fault is a fault rule as the file declares it. Where it names no place, At is empty until the server has said which is meant.
type Fault struct {
	declared
	Rule control.AddFault
}

// fault reads one entry of faults.
func (r *reader) fault(e strictyaml.Entry) (Fault, error) {
	fault := Fault{declared: declared{Name: e.Key, At: e.At}}
	what, spec := "fault "+e.Key, ""
	rule := &fault.Rule
	places, err := r.Fields(e.Value, what, strictyaml.Known{
		"fault":  r.Text("fault", &spec),
		"at":     r.Text("at", &rule.At),
		"filter": r.Text("filter", &rule.Filter),
		"first":  r.Whole("first", &rule.First),
		"every":  r.Whole("every", &rule.Every),
		"chance": r.Number("chance", &rule.Chance),
		"limit":  r.Whole("limit", &rule.Limit),
	})
	if err != nil {
		return fault, err
	}
	fault.places = places
	if spec == "" {
		return fault, &strictyaml.Error{At: fault.place("fault"), Problem: what + " names no fault", Hint: "such as fault: lose-ack; ledgerhook faults catalog lists them"}
	}
	rule.Name, rule.Value, _ = strings.Cut(spec, "=")
	where := []string{string(relay.AtSender), string(relay.AtReceiver), string(relay.AtAPI)}
	if rule.At != "" && !slices.Contains(where, rule.At) {
		return fault, &strictyaml.Error{At: fault.place("at"), Problem: "there is no place " + strictyaml.Quoted(rule.At), Hint: strictyaml.NearestOf(rule.At, where)}
	}
	if _, err := relay.ParseFilter(rule.Filter); err != nil {
		return fault, &strictyaml.Error{At: fault.place("filter"), Problem: err.Error()}
	}
	return fault, nil
}
