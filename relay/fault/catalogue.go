package fault

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Catalogue implements relay.Faults, wraps the mock's handler for the faults of the receiver, and tells what those of the
// products' APIs do. It has no state and is safe for concurrent use.
type Catalogue struct {
	faults []fault
}

// New returns the catalogue.
func New() *Catalogue { return &Catalogue{faults: all()} }

// all lists the faults in the order shown to users: by what they break, the sending first.
func all() []fault {
	return []fault{
		duplicate{}, reorder{}, delay{}, drop{}, badSignature{}, wrongSecret{}, missingSignature{}, staleTimestamp{}, futureTimestamp{},
		truncateBody{}, corruptBody{}, wrongContentType{}, unknownEvent{}, extraFields{}, slowRequest{}, disconnect{},
		status{}, retryAfter{}, hang{}, slowHeaders{}, slowReply{}, reset{}, loseAck{}, truncateReply{}, invalidJSON{}, hugeReply{},
		redirect{}, emptyReply{}, noReference{}, changedReference{},
		detail404{}, detailStale{}, detail429{}, stateDiffers{}, fileFail{}, fileSlow{},
	}
}

// List describes all faults in the order shown to users.
func (c *Catalogue) List() []Entry {
	entries := make([]Entry, len(c.faults))
	for i, f := range c.faults {
		entries[i] = f.entry()
	}
	return entries
}

// Stage implements relay.Faults. What differs in the record that is read differs at the sender in the body that is signed.
func (c *Catalogue) Stage(rule *relay.FaultRule) relay.FaultStage {
	f, ok := c.find(rule.Name)
	if !ok {
		return 0
	}
	stage := f.entry().Stage
	if stage == relay.DetailStage && rule.At == relay.AtSender {
		return relay.SignStage
	}
	return stage
}

// Check implements relay.Faults.
func (c *Catalogue) Check(rule *relay.FaultRule) error {
	f, ok := c.find(rule.Name)
	if !ok {
		return &relay.InputError{Field: "fault", Problem: fmt.Sprintf("no fault named %q", rule.Name), Hint: c.hint(rule.Name)}
	}
	entry := f.entry()
	if entry.Value == "" && rule.Value != "" {
		return &relay.InputError{Field: "fault", Problem: entry.Name + " takes no value", Hint: "write " + entry.Name}
	}
	if err := f.check(cmp.Or(rule.Value, entry.Default)); err != nil {
		return err
	}
	rule.At = cmp.Or(rule.At, entry.Places[0])
	rule.Stage = c.Stage(rule)
	if !slices.Contains(entry.Places, rule.At) {
		return &relay.InputError{
			Field:   "at",
			Problem: fmt.Sprintf("%s cannot be at %q", entry.Name, rule.At),
			Hint:    "use " + placesText(entry.Places),
		}
	}
	return nil
}

// Plan implements relay.Faults.
func (c *Catalogue) Plan(rule *relay.FaultRule, hit *relay.AppliedFault, draw float64) time.Duration {
	f, value := c.of(rule)
	planned, ok := f.(planFault)
	if !ok {
		hit.Note = notOfThisPlace
		return time.Millisecond
	}
	d, note := planned.plan(value, draw)
	hit.Note = note
	return max(d, time.Millisecond)
}

// Sign implements relay.Faults.
func (c *Catalogue) Sign(rule *relay.FaultRule, hit *relay.AppliedFault, unsigned *relay.Unsigned) {
	f, value := c.of(rule)
	hit.Note = notOfThisPlace
	if f, ok := f.(signFault); ok {
		hit.Note = f.sign(value, unsigned)
	}
}

// Signed implements relay.Faults.
func (c *Catalogue) Signed(rule *relay.FaultRule, hit *relay.AppliedFault, signed *relay.Signed) {
	f, value := c.of(rule)
	hit.Note = notOfThisPlace
	if f, ok := f.(signedFault); ok {
		hit.Note = f.signed(value, signed)
	}
}

// Wire implements relay.Faults. A rule that Check refuses changes nothing.
func (c *Catalogue) Wire(rule *relay.FaultRule, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	f, value := c.of(rule)
	if f != nil && f.check(value) != nil {
		hit.Note = notApplied
		return next
	}
	switch f := f.(type) {
	case wireFault:
		return f.wire(value, hit, next)
	case replyFault:
		return spoilt(f, value, hit, next)
	}
	hit.Note = "not applied: " + rule.Name + " is no fault of the sender"
	return next
}

// Receiver wraps the mock's handler for one request that a receiver's rule hits, and notes on hit what is done, before
// next runs. A rule that Check refuses changes nothing.
func (c *Catalogue) Receiver(rule *relay.FaultRule, hit *relay.AppliedFault, next http.Handler) http.Handler {
	f, value := c.of(rule)
	if f != nil && f.check(value) != nil {
		hit.Note = notApplied
		return next
	}
	switch f := f.(type) {
	case receiverFault:
		return f.receiver(value, hit, next)
	case replyFault:
		return misreplying(f, value, hit, next)
	}
	hit.Note = "not applied: " + rule.Name + " is no fault of the receiver"
	return next
}

// Read tells what a read of a product's API answers that an API's rule hits. A rule that Check refuses changes nothing.
func (c *Catalogue) Read(rule *relay.FaultRule) relay.ReadFault {
	f, value := c.of(rule)
	if f, ok := f.(readFault); ok {
		return f.read(value)
	}
	return relay.ReadFault{}
}

// of finds a rule's fault, and the value that it has. The fault is nil where there is none.
func (c *Catalogue) of(rule *relay.FaultRule) (f fault, value string) {
	f, ok := c.find(rule.Name)
	if !ok {
		return nil, rule.Value
	}
	return f, cmp.Or(rule.Value, f.entry().Default)
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
	return "`ledgerhook faults catalog` lists them"
}

func placesText(places []relay.FaultPlace) string {
	var text []string
	for _, place := range places {
		text = append(text, string(place))
	}
	return strings.Join(text, " or ")
}
