// Package mock is the accounting system at the far end: it takes the webhooks of all five products, verifies each by its
// own reading of that product's scheme, recognises what it has seen before, keeps a receipt of everything, books double
// entries, and answers what the product expects.
//
// It checks the sending side, so it shares no signing code with it: of this project it may import relay, relay/fault,
// relay/retry, and relay/provider for traits only. It holds no SQL: the books are behind the interface Books, and one call
// of it is one transaction. It schedules nothing but its own reads of details and files.
package mock
