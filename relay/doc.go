// Package relay holds the nouns and rules of ledgerhook and its delivery engine: events, subscriptions,
// deliveries and attempts, which outcome leads to which state, the filter language, and the loop that
// sends what is due. It declares the interfaces that it needs (Queue, Dialect, Clock, Samples, Records)
// and names no product, no SQL and no route. Of this project it may import only relay/retry.
package relay
