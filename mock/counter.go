package mock

import "github.com/ledgerhook/ledgerhook/relay"

// requestCounter counts the requests for each event, for fault rules such as first=2. The zero counter is ready. Safe for
// concurrent use.
type requestCounter struct{ requests relay.KeyCounter }

// count returns how many requests of a product with a key there have been, this one included.
func (c *requestCounter) count(provider, key string) int {
	return c.requests.Count(provider + "\x00" + key)
}
