// Package fault is the catalogue of what can be broken on purpose, and how each fault behaves: one fault a file.
//
// At the sender a fault acts at one stage of an attempt (see relay.FaultStage): it puts the attempt off, changes what is
// signed or what was signed, spoils the request on its way, or the answer. A fault of the answer lets the request go out
// whole and the receiver do all its work, and spoils only what the sender sees: that tests anybody's receiver. At the
// receiver the mock itself misbehaves, on the connection where that is what breaks. At the product's API a fault says what
// a read shall answer, and package relay/emulate answers it. All note on the AppliedFault what they did, so that nobody
// takes it for a real failure.
//
// When a fault strikes is decided by relay.FaultSet and not here. The package holds no state and waits only by
// relay.Linger. Of this project it may import only relay.
package fault
