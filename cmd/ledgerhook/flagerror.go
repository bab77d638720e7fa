package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError says of a flag's value what it should be, in words of a user and not of a parser.
func flagError(c *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	f := invalid.GetFlag()
	problem, example := wantedOf(f.Value.Type(), invalid.Unwrap())
	if problem == "" {
		return err
	}
	verb := c.Use
	if c.HasParent() {
		verb = c.Parent().CommandPath() + " " + c.Use // with the words that it takes
	}
	return usage(fmt.Sprintf("%s --%s%s", verb, f.Name, example), "--%s %s: %s", f.Name, invalid.GetValue(), problem)
}

// wantedOf says what a flag of a kind takes, and gives an example; empty for a kind whose own error does.
func wantedOf(kind string, cause error) (problem, example string) {
	if errors.Is(cause, strconv.ErrRange) {
		return "too large a number", " 10"
	}
	switch kind {
	case "int":
		return "no whole number", " 10"
	case "float64":
		return "no number", " 10"
	case "duration":
		return "no duration; it is written like 90s, 30m or 1h30m", " 30s"
	case "bool":
		return "neither true nor false", "=true"
	}
	return "", ""
}
