package local

import (
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// Catalogue lists the faults that are built in, as the API shows them.
func Catalogue() []control.CatalogueEntry {
	var all []control.CatalogueEntry
	for _, entry := range fault.New().List() {
		shown := control.CatalogueEntry{
			Name: entry.Name, Spec: entry.Spec(), Value: entry.Value, Default: entry.Default, Acts: entry.Stage.String(),
			Meaning: entry.Meaning, Expect: entry.Expect, Example: "ledgerhook " + entry.Example,
		}
		for _, place := range entry.Places {
			shown.Places = append(shown.Places, string(place))
		}
		all = append(all, shown)
	}
	return all
}
