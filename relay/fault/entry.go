package fault

import "github.com/ledgerhook/ledgerhook/relay"

// Entry is one fault of the catalogue, for people.
type Entry struct {
	Name string
	// Value is what stands behind the =, such as "CODE"; empty where the fault takes nothing. Default is what an absent
	// value means; empty where one must be given.
	Value, Default string
	Stage          relay.FaultStage
	Places         []relay.FaultPlace // the first is the one that is meant where a rule names none

	Meaning string // what it stands for in real life, in one line
	Expect  string // what the correct other side does, in one line
	Example string // arguments of `ledgerhook`
}

// Spec is the fault as it is typed, such as status=CODE or delay[=DURATION].
func (e *Entry) Spec() string {
	switch {
	case e.Value == "":
		return e.Name
	case e.Default == "":
		return e.Name + "=" + e.Value
	}
	return e.Name + "[=" + e.Value + "]"
}

// The places of faults. An answer can be spoilt at either end.
func senderOnly() []relay.FaultPlace { return []relay.FaultPlace{relay.AtSender} }
func bothEnds() []relay.FaultPlace   { return []relay.FaultPlace{relay.AtSender, relay.AtReceiver} }
func apiOnly() []relay.FaultPlace    { return []relay.FaultPlace{relay.AtAPI} }
