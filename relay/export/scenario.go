package export

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Scenario is a file that makes a delivery happen again: its event, sent to a subscription under the same faults, and what came
// of it as the expectation. Personal data and secrets in the event are replaced, as personal.go says; so is what drives a
// terminal in the names of its fields. It goes to whatever the scenario is run against; where it went is a remark.
//
// Waits are those of the schedule: a retry that a person brought forward comes later, and a seed is not known. Package
// fixtures/scenario reads such files.
func Scenario(d *control.Delivery, e *control.Event) ([]byte, error) {
	data, err := scenarioData(e)
	if err != nil {
		return nil, fmt.Errorf("export delivery %s as a scenario: %w", d.ID, err)
	}
	s := scenario{
		Provider: d.Provider, Clock: e.CreatedAt.UTC().Format(time.RFC3339Nano), Seed: 1,
		Subscriptions: []scenarioSubscription{{Events: []string{d.Type}}},
		Faults:        scenarioFaults(d.Attempts),
		Steps:         []scenarioStep{{Trigger: &scenarioTrigger{Type: d.Type, Data: data}}},
	}
	expected := scenarioDelivery{State: d.State, Attempts: len(d.Attempts), Statuses: []int{}}
	for i := range d.Attempts {
		expected.Statuses = append(expected.Statuses, d.Attempts[i].Status)
	}
	if span := spanOf(d); span > 0 {
		s.Steps = append(s.Steps, scenarioStep{Advance: span.String()})
	}
	s.Steps = append(s.Steps, scenarioStep{Expect: &scenarioExpect{Deliveries: []scenarioDelivery{expected}}})
	text, err := yaml.MarshalWithOptions(&s, yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("export delivery %s as a scenario: %w", d.ID, err)
	}
	remark := fmt.Sprintf("# %s, exported by ledgerhook. Names, mail addresses, IBANs, phone numbers, streets and secrets are made up.\n", relay.Visible(d.ID))
	if d.URL != "" {
		remark += fmt.Sprintf("# It went to %s\n", relay.Visible(relay.MaskURL(d.URL)))
	}
	return append([]byte(remark), text...), nil
}

type scenario struct {
	Provider      string                 `yaml:"provider"`
	Clock         string                 `yaml:"clock"` // where a virtual clock begins
	Seed          int                    `yaml:"seed"`
	Subscriptions []scenarioSubscription `yaml:"subscriptions"`
	Faults        []scenarioFault        `yaml:"faults,omitempty"`
	Steps         []scenarioStep         `yaml:"steps"`
}

type scenarioSubscription struct {
	Events []string `yaml:"events,flow"`
}

// scenarioStep is one thing that happens: one of its fields is set.
type scenarioStep struct {
	Trigger *scenarioTrigger `yaml:"trigger,omitempty"`
	Advance string           `yaml:"advance,omitempty"` // how far the clock moves
	Expect  *scenarioExpect  `yaml:"expect,omitempty"`
}

type scenarioTrigger struct {
	Type string        `yaml:"type"`
	Data *scenarioNode `yaml:"data,omitempty"`
}

type scenarioExpect struct {
	Deliveries []scenarioDelivery `yaml:"deliveries"`
}

type scenarioDelivery struct {
	State    string `yaml:"state"`
	Attempts int    `yaml:"attempts"`
	Statuses []int  `yaml:"statuses,flow"` // of the attempts; 0 where no answer came
}

// spanOf is how far the clock must move until the last attempt has been made. A fiftieth more: the waits may have some jitter,
// which is drawn anew.
func spanOf(d *control.Delivery) time.Duration {
	if len(d.Attempts) < 2 {
		return 0
	}
	span := d.Attempts[len(d.Attempts)-1].StartedAt.Sub(d.CreatedAt.Time)
	return (span + span/50 + time.Second).Truncate(time.Second)
}

// quoted is a text as YAML, whatever it holds: JSON's way to write it is one of YAML's.
func quoted(text string) yaml.RawMessage {
	out, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(text, "\uFFFD"))
	if err != nil { // not of valid UTF-8
		return yaml.RawMessage(`""`)
	}
	return yaml.RawMessage(relay.VisibleJSON(out))
}
