// Package queuetest is the contract of a relay's store as test suites: Exercise for relay.Queue, and one for each of the
// other interfaces that a store implements. It knows no store, and imports only relay and test libraries.
package queuetest
