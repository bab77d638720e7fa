package export

import (
	"github.com/goccy/go-yaml"
)

// scenarioFile is a scenario as it is written. Texts from outside are raw: quoted writes them.
type scenarioFile struct {
	Provider      string          `yaml:"provider"`
	Clock         string          `yaml:"clock"` // where a virtual clock begins
	Seed          int             `yaml:"seed"`
	Subscriptions []recordedSub   `yaml:"subscriptions,omitempty"`
	Faults        []recordedFault `yaml:"faults,omitempty"`
	Steps         []recordedStep  `yaml:"steps"`
}

type recordedSub struct {
	Name        string            `yaml:"name"`
	Provider    string            `yaml:"provider"`
	Events      []yaml.RawMessage `yaml:"events,omitempty,flow"`
	Secret      yaml.RawMessage   `yaml:"secret,omitempty"`
	Secret2     yaml.RawMessage   `yaml:"secret2,omitempty"`
	Retry       yaml.RawMessage   `yaml:"retry,omitempty"`
	Concurrency int               `yaml:"concurrency,omitempty"`
	Rate        float64           `yaml:"rate,omitempty"`
	Ordered     bool              `yaml:"ordered,omitempty"`
	AtMostOnce  bool              `yaml:"at-most-once,omitempty"`
}

// recordedFault is a fault rule that hits what was hit, however the rules of then were written.
type recordedFault struct {
	Fault  yaml.RawMessage `yaml:"fault"`
	At     string          `yaml:"at"`
	Filter yaml.RawMessage `yaml:"filter,omitempty"`
	First  int             `yaml:"first,omitempty"`
	Limit  int             `yaml:"limit,omitempty"`
}

// recordedStep is one thing that happens: one of its fields beside As is set.
type recordedStep struct {
	Trigger *recordedTrigger `yaml:"trigger,omitempty"`
	Replay  *recordedReplay  `yaml:"replay,omitempty,flow"`
	Advance string           `yaml:"advance,omitempty"`
	Wait    string           `yaml:"wait,omitempty"`
	Cancel  string           `yaml:"cancel,omitempty"`
	Pause   string           `yaml:"pause,omitempty"`
	Fault   *recordedFault   `yaml:"fault,omitempty,flow"`
	Expect  *recordedExpect  `yaml:"expect,omitempty"`
	As      string           `yaml:"as,omitempty"`
}

type recordedTrigger struct {
	Provider     string          `yaml:"provider,omitempty"` // where it is not the file's
	Type         yaml.RawMessage `yaml:"type"`
	OccurredAt   string          `yaml:"occurred-at,omitempty"`
	Subscription string          `yaml:"subscription,omitempty"`
	Data         *scenarioNode   `yaml:"data,omitempty"`
	Set          yaml.MapSlice   `yaml:"set,omitempty"`
}

type recordedReplay struct {
	Of    string `yaml:"of"`
	NewID bool   `yaml:"new-id,omitempty"`
}

type recordedExpect struct {
	Deliveries *[]recordedDelivery `yaml:"deliveries,omitempty"`
	Received   []recordedRequest   `yaml:"received,omitempty"`
}

type recordedDelivery struct {
	Of           string            `yaml:"of,omitempty"`
	Subscription string            `yaml:"subscription,omitempty"`
	State        string            `yaml:"state,omitempty"`
	Attempts     int               `yaml:"attempts"`
	Statuses     []yaml.RawMessage `yaml:"statuses,omitempty,flow"` // of the attempts; 0 where no answer came
}

type recordedRequest struct {
	Of      string `yaml:"of"`
	Verdict string `yaml:"verdict"`
}
