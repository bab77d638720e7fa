package fault

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Catalogue implements relay.Faults, and wraps the mock's handler for the faults of the receiver. It has no state and is
// safe for concurrent use.
type Catalogue struct {
	faults []fault
}

// Entry is one fault of the catalogue, for people.
type Entry struct {
	Name   string
	Value  string // what stands behind the =, such as "CODE"; empty where the fault takes nothing
	Places []relay.FaultPlace
	// Meaning is one line.
	Meaning string
}

// fault is one way to break something. What it can do at each of its places it tells by a further interface below.
type fault interface {
	entry() Entry

	// check validates what stands behind the =, empty when nothing does.
	check(value string) error
}

// wireFault is a fault that works on the exchange as the sender makes it.
type wireFault interface {
	wire(value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper
}

// receiverFault is a fault of the mock. It writes hit.Note before it calls next, since the receipt is stored in there.
type receiverFault interface {
	receiver(value string, hit *relay.AppliedFault, next http.Handler) http.Handler
}

// New returns the catalogue.
func New() *Catalogue {
	return &Catalogue{faults: []fault{status{}, loseAck{}, hang{}}}
}

// List describes all faults in the order shown to users.
func (c *Catalogue) List() []Entry {
	entries := make([]Entry, len(c.faults))
	for i, f := range c.faults {
		entries[i] = f.entry()
	}
	return entries
}

// Check validates a rule's name, value and place. An error is a *relay.InputError.
func (c *Catalogue) Check(rule *relay.FaultRule) error {
	f, ok := c.find(rule.Name)
	if !ok {
		return &relay.InputError{Field: "fault", Problem: fmt.Sprintf("no fault named %q", rule.Name), Hint: c.hint(rule.Name)}
	}
	entry := f.entry()
	if entry.Value == "" && rule.Value != "" {
		return &relay.InputError{Field: "fault", Problem: entry.Name + " takes no value", Hint: "write " + entry.Name}
	}
	if err := f.check(rule.Value); err != nil {
		return err
	}
	if !slices.Contains(entry.Places, rule.At) {
		return &relay.InputError{
			Field:   "at",
			Problem: fmt.Sprintf("%s cannot be at %q", entry.Name, rule.At),
			Hint:    "use " + placesText(entry.Places),
		}
	}
	return nil
}

// Wire wraps the transport for one attempt that a sender's rule hits, and notes on hit what was done. A rule that Check
// refuses changes nothing.
func (c *Catalogue) Wire(rule *relay.FaultRule, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	f, _ := c.find(rule.Name)
	if f, ok := f.(wireFault); ok {
		return f.wire(rule.Value, hit, next)
	}
	hit.Note = "not applied: " + rule.Name + " is no fault of the sender"
	return next
}

// Receiver wraps the mock's handler for one request that a receiver's rule hits, and notes on hit what is done, before
// next runs. A rule that Check refuses changes nothing.
func (c *Catalogue) Receiver(rule *relay.FaultRule, hit *relay.AppliedFault, next http.Handler) http.Handler {
	f, _ := c.find(rule.Name)
	if f, ok := f.(receiverFault); ok {
		return f.receiver(rule.Value, hit, next)
	}
	hit.Note = "not applied: " + rule.Name + " is no fault of the receiver"
	return next
}

func (c *Catalogue) find(name string) (fault, bool) {
	for _, f := range c.faults {
		if f.entry().Name == name {
			return f, true
		}
	}
	return nil, false
}

func (c *Catalogue) hint(name string) string {
	var names []string
	for _, entry := range c.List() {
		names = append(names, entry.Name)
	}
	if nearest := relay.Nearest(name, names); nearest != "" {
		return "did you mean " + nearest + "?"
	}
	return "there are " + strings.Join(names, ", ")
}

func placesText(places []relay.FaultPlace) string {
	var text []string
	for _, place := range places {
		text = append(text, string(place))
	}
	return strings.Join(text, " or ")
}
