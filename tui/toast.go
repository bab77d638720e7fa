package tui

import (
	"errors"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// toast says for a while what an action did, and how to do the same on the command line.
type toast struct {
	text, command, id string
	failed, warning   bool
	seconds           int // left to show it
}

func toastOf(msg actedMsg) toast {
	const shown, longer = 8, 12
	if msg.err != nil {
		return toast{text: problem(msg.err), failed: true, seconds: longer}
	}
	return toast{text: msg.text, command: msg.command, id: msg.id, warning: msg.warning, seconds: shown}
}

// lasting is a toast of something that is under way.
func lasting(text string) toast { return toast{text: text, seconds: 60} }

func (t *toast) tick() { t.seconds = max(t.seconds-1, 0) }

// problem says what went wrong and, where it helps, what to do.
func problem(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, control.ErrUnreachable):
		return "the server does not answer; is `ledgerhook serve` running?"
	}
	return err.Error()
}
