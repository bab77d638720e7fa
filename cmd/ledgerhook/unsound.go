package main

import (
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// unsound is what the checks of the mock's books found, a line a posting.
type unsound []string

// note adds what was found of a posting; nothing where it is sound.
func (b *unsound) note(reference string, found []string) {
	if len(found) > 0 {
		*b = append(*b, reference+": "+strings.Join(found, "; "))
	}
}

func unsoundOf(balance *control.TrialBalance) unsound {
	var b unsound
	for _, breach := range balance.Breaches {
		b.note(breach.Reference, breach.Breaches)
	}
	if more := balance.Breached - len(balance.Breaches); more > 0 {
		b = append(b, fmt.Sprintf("and %d more", more))
	}
	return b
}

// failUnsound tells what the checks found wrong, and fails where there is something.
func (a *app) failUnsound(found unsound) error {
	for _, line := range found {
		fmt.Fprintf(a.stderr, "ledgerhook: wrong in the books: %s\n", relay.Visible(line))
	}
	if len(found) > 0 {
		return errFailed
	}
	return nil
}
