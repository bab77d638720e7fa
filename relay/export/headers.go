package export

import (
	"maps"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// HeaderOrder lists the header names of a message in the order of the wire, as far as that is known: of a request the three that
// HTTP/1.1 clients in Go write first, then the others by name.
func HeaderOrder(m *control.Message) []string {
	names := slices.Sorted(maps.Keys(m.Headers))
	if m.Method == "" {
		return names
	}
	first := []string{"Host", "User-Agent", "Content-Length"}
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(first, name) })
	return append(slices.DeleteFunc(first, func(name string) bool { return m.Headers[name] == nil }), names...)
}
