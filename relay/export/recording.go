package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Recording makes one scenario of what happened: the same events, in the same order and as far apart, under the same faults, and
// what came of them as the expectation.
//
// It runs against any receiver: no URL is in it, and what a receiver did wrong by itself is put in as a fault of the answer. Waits are
// those of the schedule: a retry that a person brought forward comes later, and a seed is not known. Not safe for concurrent use.
type Recording struct {
	// Subscriptions are those of the deliveries, by id, with their secrets where KeepSecrets is set. One that is not in it had the
	// product's own settings, as far as the scenario goes.
	Subscriptions map[string]*control.Subscription
	// Mock is the base URL of the mock, whose statuses are expected to the digit; of other receivers it is only expected that they
	// took an event.
	Mock string
	Keep Keep

	happened []*happening
}

// Keep says what a scenario has as it was. Without, texts that are secrets or somebody's personal data are made up, as
// personal.go says; so is a secret that is masked already.
type Keep struct {
	Secrets, PersonalData bool
}

// Arrival is what is known of a request that came in.
type Arrival struct {
	// Verdict is that of the mock; empty where another receiver got it, of which nothing but that it took it is expected.
	Verdict string
	// Key is what the mock deduplicated it by. A duplicate of one that was recorded before is a replay of it.
	Key string
	// Faults are those of the receiver that hit it.
	Faults []control.Fault
}

// Beside is a value that a body has beside the event's data, at a dotted path.
type Beside struct {
	Path string
	JSON []byte
}

// happening is one event with its deliveries, or a replay.
type happening struct {
	at         time.Time
	event      *control.Event
	provider   string
	deliveries []*control.Delivery
	beside     []Beside
	arrival    *Arrival
	replayOf   *happening
	newID      bool // of a replay: it has another identity
	name       string
}

// Deliver adds a delivery with its event, and what else its body tells.
func (r *Recording) Deliver(d *control.Delivery, e *control.Event, beside ...Beside) {
	for _, h := range r.happened {
		if d.ReplayOf == "" && h.sentWith(d) && h.event.ID == e.ID {
			h.deliveries = append(h.deliveries, d)
			return
		}
	}
	h := &happening{at: d.CreatedAt.Time, event: e, provider: d.Provider, deliveries: []*control.Delivery{d}, beside: beside}
	if h.at.IsZero() {
		h.at = e.CreatedAt.Time
	}
	r.happened = append(r.happened, h)
}

// Receive adds a request that came in: e is what it was recognised as, and CreatedAt when it came. So it adds an event that no
// subscription took, too.
func (r *Recording) Receive(e *control.Event, a Arrival, beside ...Beside) {
	r.happened = append(r.happened, &happening{at: e.CreatedAt.Time, event: e, provider: e.Provider, arrival: &a, beside: beside})
}

// Scenario writes the file. It is an error where nothing happened, or an event's data is no JSON.
func (r *Recording) Scenario() ([]byte, error) {
	if len(r.happened) == 0 {
		return nil, fmt.Errorf("nothing was recorded")
	}
	r.order()
	file := scenarioFile{Provider: r.happened[0].provider, Clock: r.happened[0].at.UTC().Format(time.RFC3339Nano), Seed: 1}
	text, err := r.disguised()
	if err != nil {
		return nil, fmt.Errorf("record a scenario: %w", err)
	}
	subs := r.subscriptions()
	file.Subscriptions = subs.inFile(r.Keep.Secrets)
	s := steps{recording: r, subs: subs, texts: text, file: &file}
	s.write()
	out, err := yaml.MarshalWithOptions(&file, yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("record a scenario: %w", err)
	}
	return append([]byte(r.remark()), out...), nil
}

// order puts what happened in its order, finds what was replayed, and names each.
func (r *Recording) order() {
	slices.SortStableFunc(r.happened, func(a, b *happening) int { return a.at.Compare(b.at) })
	made := map[string]*happening{} // by the ids of deliveries, and by product and key
	taken := map[string]bool{}
	for _, h := range r.happened {
		if d := h.first(); d != nil && d.ReplayOf != "" {
			h.replayOf = made[d.ReplayOf]
			h.newID = h.replayOf != nil && d.DialectID != h.replayOf.first().DialectID
		}
		for _, d := range h.deliveries {
			made[d.ID] = h
		}
		if h.arrival != nil && h.arrival.Key != "" {
			key := h.provider + " " + h.arrival.Key
			if h.arrival.Verdict == string(relay.Duplicate) {
				h.replayOf = made[key]
			}
			if made[key] == nil {
				made[key] = h
			}
		}
		name := nameOf(h.event.Type)
		if h.replayOf != nil {
			name = h.replayOf.name + "-again"
		}
		h.name = distinct(taken, name)
	}
}

// sentWith reports whether h is an event's deliveries, none of which is to the subscription of d.
func (h *happening) sentWith(d *control.Delivery) bool {
	return len(h.deliveries) > 0 && h.deliveries[0].ReplayOf == "" &&
		!slices.ContainsFunc(h.deliveries, func(other *control.Delivery) bool { return other.SubscriptionID == d.SubscriptionID })
}

// first is the delivery that references mean; nil where there is none.
func (h *happening) first() *control.Delivery {
	if len(h.deliveries) == 0 {
		return nil
	}
	return h.deliveries[0]
}

// nameOf is a name for steps and subscriptions, made of a text that may be anybody's.
func nameOf(text string) string {
	name := Slug(text)
	if name == "" || name[0] < 'a' {
		name = strings.TrimSuffix("event-"+name, "-")
	}
	return name
}

// distinct is a name that is not taken, with a number behind it where that is needed. It is taken from then on.
func distinct(taken map[string]bool, name string) string {
	free := name
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	taken[free] = true
	return free
}

// Slug is a text as part of a file's name: its ASCII letters and digits in lower case, with one - for whatever stands between.
// It may be empty, and is at most 80 bytes long.
func Slug(text string) string {
	var slug strings.Builder
	for _, c := range strings.ToLower(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			slug.WriteRune(c)
		case slug.Len() > 0 && !strings.HasSuffix(slug.String(), "-"):
			slug.WriteByte('-')
		}
		if slug.Len() >= 80 {
			break
		}
	}
	return strings.Trim(slug.String(), "-")
}

// remark says above the file what it was made of.
func (r *Recording) remark() string {
	what := relay.Visible(r.happened[0].id())
	if n := len(r.happened); n > 1 {
		what = fmt.Sprintf("%d events, from %s on", n, what)
	}
	remark := "# " + what + ", recorded by ledgerhook. " + r.Keep.remark() + "\n"
	targets := map[string]bool{}
	for _, h := range r.happened {
		for _, d := range h.deliveries {
			if d.URL != "" {
				targets[relay.MaskURL(d.URL)] = true
			}
		}
	}
	for n, target := range slices.Sorted(maps.Keys(targets)) {
		if n == maxTargets {
			return remark + fmt.Sprintf("# and to %d more\n", len(targets)-n)
		}
		remark += "# It went to " + relay.Visible(target) + "\n"
	}
	return remark
}

// maxTargets is how many places a remark names.
const maxTargets = 5

// remark says what is made up.
func (k Keep) remark() string {
	switch {
	case k.Secrets && k.PersonalData:
		return "It holds secrets and personal data as they were."
	case k.Secrets:
		return "Names, addresses, personal numbers and free text are made up. It holds secrets as they were."
	case k.PersonalData:
		return "Secrets are made up. It holds personal data as it was."
	}
	return "Names, addresses, personal numbers, free text and secrets are made up."
}

func (h *happening) id() string {
	if d := h.first(); d != nil {
		return d.ID
	}
	return cmp.Or(h.event.ID, h.event.DialectID, h.provider+" "+h.event.Type)
}
