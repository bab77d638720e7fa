package workspace

import "github.com/ledgerhook/ledgerhook/relay/control"

// step is one thing to do to a server.
type step struct {
	Change
	sub  *Subscription // what is declared; nil for a fault, and for a removal
	have *control.Subscription
	rule *Fault
}

// plan compares what is declared with what a server has of an earlier file, and lists what may have to be done: every
// subscription that is there already is among it, since only the server can tell whether its secrets are the same. What
// nobody declared is left alone. before is the file that was applied last; nil when that is not known. Subscriptions come
// first, so that none is missing in between.
func plan(file, before *File, subs []control.Subscription, rules []control.FaultRule) []step {
	return append(planSubscriptions(file, before, subs), planFaults(file, rules)...)
}

func planSubscriptions(file, before *File, subs []control.Subscription) []step {
	there := map[string]*control.Subscription{}
	for i := range subs {
		if name := subs[i].DeclaredAs; name != "" {
			there[name] = &subs[i]
		}
	}
	var steps []step
	for i := range file.Subscriptions {
		sub := &file.Subscriptions[i]
		have := there[sub.Name]
		delete(there, sub.Name)
		if have != nil && have.Provider == sub.Provider {
			steps = append(steps, step{Change: Change{Op: Changed, Kind: subscriptionKind, Name: sub.Name, ID: have.ID}, sub: sub, have: have})
			continue
		}
		if have != nil { // another product's is another subscription
			steps = append(steps, removal(have, before))
		}
		about := sub.Provider + " → " + sub.target()
		steps = append(steps, step{Change: Change{Op: Added, Kind: subscriptionKind, Name: sub.Name, About: about}, sub: sub})
	}
	for i := range subs { // in the order they were made
		if there[subs[i].DeclaredAs] == &subs[i] {
			steps = append(steps, removal(&subs[i], before))
		}
	}
	return steps
}

func removal(have *control.Subscription, before *File) step {
	about := have.Provider + " → " + targetBefore(have, before)
	return step{Change: Change{Op: Removed, Kind: subscriptionKind, Name: have.DeclaredAs, ID: have.ID, About: about}}
}

func planFaults(file *File, rules []control.FaultRule) []step {
	there := map[string]*control.FaultRule{}
	for i := range rules {
		if name := rules[i].DeclaredAs; name != "" && there[name] == nil {
			there[name] = &rules[i]
		}
	}
	kept := map[string]bool{} // by id
	var steps []step
	for i := range file.Faults {
		fault := &file.Faults[i]
		have := there[fault.Name]
		change := Change{Op: Added, Kind: faultKind, Name: fault.Name, About: faultText(&fault.Rule)}
		if have != nil {
			kept[have.ID] = true
			before := faultText(ruleOf(have))
			if before == change.About {
				continue
			}
			change.Op, change.ID, change.Fields = Changed, have.ID, []FieldChange{{From: before, To: change.About}}
		}
		steps = append(steps, step{Change: change, rule: fault})
	}
	for i := range rules {
		if have := &rules[i]; have.DeclaredAs != "" && !kept[have.ID] {
			steps = append(steps, step{Change: Change{Op: Removed, Kind: faultKind, Name: have.DeclaredAs, ID: have.ID, About: faultText(ruleOf(have))}})
		}
	}
	return steps
}

// ruleOf is what asks for a rule that there is.
func ruleOf(have *control.FaultRule) *control.AddFault {
	return &control.AddFault{
		Name: have.Name, Value: have.Value, At: have.At, Filter: have.Filter, First: have.First, Every: have.Every, Chance: have.Chance, Limit: have.Limit,
	}
}
