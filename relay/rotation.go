package relay

import "time"

// Rotation asks for a new secret in place of one that is in force.
type Rotation struct {
	// Which secret, from 1, where a product has several that stand on their own (Silverfin's two tokens). Zero means the first.
	Which int
	// Value is the new secret. Empty draws one, where the product draws any.
	Value string
	// Now is when it takes place. Zero means the engine's time.
	Now time.Time
	// Overlap is how long the old secret goes on beside the new one. Zero means the product's own; NoOverlap ends it at once.
	Overlap time.Duration
}

// NoOverlap ends the old secret at once, also where the product lets it go on for a while.
const NoOverlap time.Duration = -1
