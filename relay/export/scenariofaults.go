package export

import (
	"fmt"

	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// scenarioFault is a fault rule that hits the attempts that were hit, however the rules of then were written.
type scenarioFault struct {
	Fault  yaml.RawMessage `yaml:"fault"`
	At     string          `yaml:"at"`
	First  int             `yaml:"first,omitempty"`
	Filter yaml.RawMessage `yaml:"filter,omitempty"` // by how many attempts there were before
}

// scenarioFaults are the rules for the faults that hit, in the order in which they did. Hits on the first attempts are first;
// those on later ones are told by how many attempts there were, so that what chance did is repeated and not drawn again.
func scenarioFaults(attempts []control.Attempt) []scenarioFault {
	type kind struct{ spec, at string }
	var order []kind
	hit := map[kind][]int{} // numbers of attempts, in order
	for i := range attempts {
		for _, f := range attempts[i].Faults {
			k := kind{(&relay.FaultRule{Name: f.Name, Value: f.Value}).Spec(), f.At}
			if hit[k] == nil {
				order = append(order, k)
			}
			if n := hit[k]; len(n) == 0 || n[len(n)-1] != attempts[i].Number {
				hit[k] = append(hit[k], attempts[i].Number)
			}
		}
	}
	var rules []scenarioFault
	for _, k := range order {
		for _, run := range runsOf(hit[k]) {
			rule := scenarioFault{Fault: quoted(k.spec), At: k.at}
			before := run.from - 1 // a sender's rule sees the attempts before, a receiver's the one that comes, too
			if k.at == string(relay.AtReceiver) {
				before = run.from
			}
			switch {
			case run.from == 1:
				rule.First = run.to
			case run.from == run.to:
				rule.Filter = quoted(fmt.Sprintf("attempts:%d", before))
			default:
				rule.Filter = quoted(fmt.Sprintf("attempts:>=%d attempts:<=%d", before, before+run.to-run.from))
			}
			rules = append(rules, rule)
		}
	}
	return rules
}

// run is numbers that follow one another.
type run struct{ from, to int }

func runsOf(numbers []int) []run {
	var runs []run
	for _, n := range numbers {
		if last := len(runs) - 1; last >= 0 && runs[last].to == n-1 {
			runs[last].to = n
			continue
		}
		runs = append(runs, run{n, n})
	}
	return runs
}
