package tui

import (
	"errors"

	"charm.land/bubbles/v2/textinput"

	"github.com/ledgerhook/ledgerhook/relay"
)

// filterLine is where the filter is typed.
type filterLine struct {
	open  bool
	input textinput.Model
	err   *relay.FilterError // of what is typed; nil while it can be read
}

func newFilterLine(t *theme, text string) filterLine {
	line := filterLine{open: true, input: t.newInput("/ ", "state:failed provider:fintoro status:>=500")}
	line.input.SetValue(text)
	line.input.CursorEnd()
	return line
}

// check reads what is typed.
func (f *filterLine) check() (relay.Filter, bool) {
	filter, err := relay.ParseFilter(f.input.Value())
	f.err = nil
	if err != nil && !errors.As(err, &f.err) {
		f.err = &relay.FilterError{Problem: err.Error()}
	}
	return filter, err == nil
}
