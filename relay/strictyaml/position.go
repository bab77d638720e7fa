package strictyaml

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Position is a place in a file. Line and Column count from 1; a zero Line means the file as a whole.
type Position struct {
	File   string
	Line   int
	Column int
}

func (p Position) String() string {
	if p.Line == 0 {
		return relay.Visible(p.File)
	}
	return fmt.Sprintf("%s:%d:%d", relay.Visible(p.File), p.Line, p.Column)
}

// Error is a mistake in the file: where, what, and what to write instead. Its text never holds a secret or an expanded
// variable, and no control characters.
type Error struct {
	At      Position
	Problem string
	Hint    string // may be empty
}

func (e *Error) Error() string {
	text := e.At.String() + ": " + relay.Visible(e.Problem)
	if e.Hint != "" {
		text += " (" + relay.Visible(e.Hint) + ")"
	}
	return text
}

// Quoted is a word of the file for an error, cut where it is long.
func Quoted(word string) string { return fmt.Sprintf("%.60q", word) }
