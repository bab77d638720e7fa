package main

import (
	"slices"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// forApp puts a scenario's faults where an app meets them too: what the mock would do wrong with an answer is done at the sender,
// to the app's answer.
func forApp(s *scenario.Scenario) {
	s.Faults = slices.Clone(s.Faults)
	for i := range s.Faults {
		atSender(&s.Faults[i].Rule)
	}
	s.Steps = slices.Clone(s.Steps)
	for i := range s.Steps {
		if f := s.Steps[i].Fault; f != nil {
			moved := *f
			atSender(&moved.Rule)
			s.Steps[i].Fault = &moved
		}
	}
}

// atSender moves a rule from the receiver to the sender, where the catalogue says that it can be there. A rule without a place
// is at the sender wherever it can be at both.
func atSender(rule *control.AddFault) {
	if rule.At != string(relay.AtReceiver) {
		return
	}
	for _, entry := range fault.New().List() {
		if entry.Name == rule.Name && slices.Contains(entry.Places, relay.AtSender) {
			rule.At = string(relay.AtSender)
		}
	}
}
