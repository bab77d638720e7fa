package export

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// hitRule is a fault rule for attempts of one delivery: the first ones, or those that a filter takes.
type hitRule struct {
	spec, at string
	first    int
	filter   string // by how many attempts there were before; empty where first says it
}

// hitRules are the rules for the faults that hit, in the order in which they did. Hits on the first attempts are first;
// those on later ones are told by how many attempts there were, so that what chance did is repeated and not drawn again.
func hitRules(attempts []control.Attempt) []hitRule {
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
	var rules []hitRule
	for _, k := range order {
		for _, run := range runsOf(hit[k]) {
			rule := hitRule{spec: k.spec, at: k.at}
			before := run.from - 1 // a sender's rule sees the attempts before, a receiver's the one that comes, too
			if k.at == string(relay.AtReceiver) {
				before = run.from
			}
			switch {
			case run.from == 1:
				rule.first = run.to
			case run.from == run.to:
				rule.filter = fmt.Sprintf("attempts:%d", before)
			default:
				rule.filter = fmt.Sprintf("attempts:>=%d attempts:<=%d", before, before+run.to-run.from)
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
