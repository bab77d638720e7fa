package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError says of a flag's value what it should be, in words of a user and not of a parser.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return unknownFlag(c, unknown)
	}
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

// unknownFlag names the flag of the command that was meant, if one is near, and where all of them stand.
func unknownFlag(c *cobra.Command, err *pflag.NotExistError) error {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	try := c.CommandPath() + " --help"
	if near := relay.Nearest(err.GetSpecifiedName(), names); near != "" && len(err.GetSpecifiedName()) > 1 {
		return usage(try, "%w (did you mean --%s?)", err, near)
	}
	return usage(try, "%w", err)
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
