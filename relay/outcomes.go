package relay

// MaxOutcomes is how many outcomes of one delivery Archive.Outcomes tells at most: the newest. Our choice; no product's schedule
// has as many attempts.
const MaxOutcomes = 20

// AttemptOutcome is what one attempt meant, in short.
type AttemptOutcome struct {
	Number  int // from 1
	Outcome Outcome
	Faulted bool // a fault at the sender struck it
}
