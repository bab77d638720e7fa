package workspace

import (
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// File is what a ledgerhook.yaml says.
type File struct {
	Path          string
	Settings      []Setting
	Subscriptions []Subscription
	Faults        []Fault
	Hooks         []Hook // of ledgerhook relay

	text []byte // what it was read from
}

// Setting is a flag of serve.
type Setting struct {
	Name   string
	Values []string            // as they are written; several where a list is given
	At     strictyaml.Position // of the name
	Value  strictyaml.Position // of the first value
}

// declared is what everything has that the file declares.
type declared struct {
	// Name is its key, which says between saves that it is the same.
	Name string
	// At is where it begins.
	At     strictyaml.Position
	places map[string]strictyaml.Position // of its fields' values, and of single events and urls: events.invoices.paid
}

// place is where a field stands; where all of it begins, if it is not there.
func (d *declared) place(field string) strictyaml.Position {
	if at, ok := d.places[field]; ok {
		return at
	}
	return d.At
}

// Text is a text that may have held variables.
type Text struct {
	Written string // as it stands in the file: what is shown
	Value   string // with the variables' values: what is sent
}

// Expanded reports whether it holds the value of a variable, which is not to be shown.
func (t Text) Expanded() bool { return t.Written != t.Value }

// shown is a URL as a person may see it.
func (t Text) shown() string { return relay.Visible(relay.MaskURL(t.Written)) }

// Secret is a text that no print shows. The zero Secret was not given.
type Secret struct{ value string }

// Reveal is the secret itself.
func (s Secret) Reveal() string { return s.value }

// String hides it.
func (Secret) String() string { return "***" }

// GoString hides it from %#v.
func (Secret) GoString() string { return "***" }
