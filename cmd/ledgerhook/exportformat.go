package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// The formats of an export.
const (
	jsonLines      = "jsonl"
	httpArchive    = "har"
	curlCommands   = "curl"
	scenarioFormat = "scenario"
)

func exportFormats() []string { return []string{jsonLines, httpArchive, curlCommands, scenarioFormat} }

func checkExportFormat(format string, repeatable bool) error {
	switch {
	case !slices.Contains(exportFormats(), format):
		return usage("ledgerhook deliveries export --format har", "--format %q: there are %s", format, strings.Join(exportFormats(), ", "))
	case repeatable && format != jsonLines:
		return usage("ledgerhook deliveries export --repeatable", "--repeatable goes with --format jsonl")
	}
	return nil
}

// exportFormat writes deliveries, one after the other.
type exportFormat struct {
	add func(*control.Delivery, *control.Event) error
	end func() error
}

// formatOf is a format that checkExportFormat knows. line is how JSON lines show a delivery.
func formatOf(format string, line func(*control.Delivery, *control.Event) ([]byte, error)) func(io.Writer) exportFormat {
	return func(w io.Writer) exportFormat {
		switch format {
		case httpArchive:
			archive := export.NewArchive(w, buildVersion().Version)
			return exportFormat{func(d *control.Delivery, _ *control.Event) error { return archive.Add(d) }, archive.Close}
		case curlCommands:
			return apart(w, "\n\n", "\n", curlOf)
		case scenarioFormat:
			return apart(w, "---\n", "", export.Scenario)
		}
		return apart(w, "\n", "\n", line)
	}
}

// apart writes texts with a separator between them, and an end where there was any.
func apart(w io.Writer, separator, end string, show func(*control.Delivery, *control.Event) ([]byte, error)) exportFormat {
	some := false
	return exportFormat{
		add: func(d *control.Delivery, e *control.Event) error {
			text, err := show(d, e)
			if err != nil {
				return err
			}
			if some {
				text = append([]byte(separator), text...)
			}
			some = true
			_, err = w.Write(text)
			return err
		},
		end: func() error {
			if !some {
				return nil
			}
			_, err := io.WriteString(w, end)
			return err
		},
	}
}

// curlOf is the command of a delivery's newest attempt.
func curlOf(d *control.Delivery, _ *control.Event) ([]byte, error) {
	var newest *control.Attempt
	if n := len(d.Attempts); n > 0 {
		newest = &d.Attempts[n-1]
	}
	return fmt.Append(nil, export.Curl(d, newest)), nil
}
