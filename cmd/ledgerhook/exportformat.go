package main

import (
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/export"
)

// exportFormats are the names of the formats.
func exportFormats() []string {
	var names []string
	for _, f := range export.Formats() {
		names = append(names, string(f))
	}
	return names
}

func checkExportFormat(format export.Format, repeatable bool) error {
	switch {
	case !slices.Contains(export.Formats(), format):
		return usage("ledgerhook deliveries export --format har", "--format %q: there are %s", string(format), strings.Join(exportFormats(), ", "))
	case repeatable && format != export.JSONLines:
		return usage("ledgerhook deliveries export --repeatable", "--repeatable goes with --format jsonl")
	}
	return nil
}
