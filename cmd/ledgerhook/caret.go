package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
)

// pointedError is an error at a place of a text that was typed.
type pointedError struct {
	error
	text string
	at   int // in bytes from the start
}

func (e *pointedError) Unwrap() error { return e.error }

// point shows the text with a caret under the place.
func (e *pointedError) point(w io.Writer) {
	before := relay.Visible(e.text[:min(e.at, len(e.text))])
	fmt.Fprintf(w, "  %s\n  %s^\n", relay.Visible(e.text), strings.Repeat(" ", ansi.StringWidth(before)))
}
