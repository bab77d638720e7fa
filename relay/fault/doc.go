// Package fault is the catalogue of what can be broken on purpose, and how each fault behaves: one fault a file.
//
// A fault of the answer works at two places. At the sender (Wire) the request goes out whole, the receiver does all its
// work, and only what the sender sees of the answer is spoilt: that tests anybody's receiver. At the receiver (Receiver)
// the mock itself misbehaves. Both note on the AppliedFault what they did, so that nobody takes it for a real failure.
//
// When a fault strikes is decided by relay.FaultSet and not here. The package holds no state and waits for nothing. Of
// this project it may import only relay.
package fault
