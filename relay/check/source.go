package check

import "github.com/ledgerhook/ledgerhook/relay"

// factSource is how a fact of the product is known; Chosen where it has none of that name.
func (s *Session) factSource(name string) Source {
	for _, fact := range s.Traits.Facts {
		if fact.Name == name {
			return Source(fact.Source)
		}
	}
	return Source(relay.Chosen)
}
