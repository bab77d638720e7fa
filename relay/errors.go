package relay

import "errors"

// Errors that callers branch on.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("conflict")
	// ErrUnavailable means that the store cannot take anything right now; what it has taken before is safe.
	ErrUnavailable = errors.New("store unavailable")
)

// InputError is a mistake in what was given: which part, what is wrong, and what to do instead.
type InputError struct {
	Field   string // the part at fault, such as "event" or "set"; may be empty
	Problem string
	Hint    string // what to type instead; may be empty
}

func (e *InputError) Error() string {
	text := e.Problem
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	if e.Hint != "" {
		text += " (" + e.Hint + ")"
	}
	return text
}
