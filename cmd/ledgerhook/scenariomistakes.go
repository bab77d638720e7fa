package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// scenarioMistake is a mistake in a scenario, as JSON. Line and column count from 1; they are 0 where the file as a whole is meant.
type scenarioMistake struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Problem string `json:"problem"`
	Hint    string `json:"hint"`
}

// scenarioMistakes tells what is wrong with scenarios, a line each: for people on stderr, with --json on stdout. It is the
// error that ends the command then: wrong usage, since nothing was run. Another error of loading stays as it is.
func (a *app) scenarioMistakes(err error) error {
	var mistakes strictyaml.Mistakes
	var path *fs.PathError
	switch {
	case errors.As(err, &mistakes):
	case errors.As(err, &path):
		return usage("name a file or a folder that can be read", "%w", err)
	default:
		return err
	}
	for _, m := range mistakes {
		if !a.json {
			fmt.Fprintln(a.stderr, m.Error())
			continue
		}
		shown := scenarioMistake{File: m.At.File, Line: m.At.Line, Column: m.At.Column, Problem: m.Problem, Hint: m.Hint}
		if err := a.printJSON(shown); err != nil {
			return err
		}
	}
	return usage("", "%s in scenarios; nothing was run", relay.Counted(len(mistakes), "mistake"))
}
