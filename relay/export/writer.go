package export

import (
	"io"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Format is a way to write deliveries.
type Format string

// The formats.
const (
	JSONLines      Format = "jsonl"
	HTTPArchive    Format = "har"
	CurlCommands   Format = "curl"
	ScenarioFormat Format = "scenario"
)

// Formats lists them in the order in which they are offered.
func Formats() []Format { return []Format{JSONLines, HTTPArchive, CurlCommands, ScenarioFormat} }

// Ending is what the names of files in a format end in, without a dot.
func (f Format) Ending() string {
	switch f {
	case CurlCommands:
		return "sh"
	case ScenarioFormat:
		return "yaml"
	case JSONLines, HTTPArchive:
	}
	return string(f)
}

// NeedsEvent reports whether the format shows the delivery's event, too.
func (f Format) NeedsEvent() bool { return f == JSONLines || f == ScenarioFormat }

// Writer writes deliveries in a format, one after the other: of curl the command of each one's newest attempt. It holds one
// delivery at a time; for a scenario, which is one of all, it holds them until Close. Not safe for concurrent use.
type Writer struct {
	// Line is how JSON lines show a delivery. NewWriter sets JSON.
	Line func(*control.Delivery, *control.Event) ([]byte, error)

	w       io.Writer
	format  Format
	archive *Archive
	record  Recording
	some    bool
}

// NewWriter writes to w. version is ledgerhook's own; an HTTP Archive has it.
func NewWriter(w io.Writer, format Format, version string) *Writer {
	return &Writer{Line: JSON, w: w, format: format, archive: NewArchive(w, version)}
}

// Add writes one. e may be nil where the format needs no event.
func (w *Writer) Add(d *control.Delivery, e *control.Event) error {
	switch w.format {
	case HTTPArchive:
		return w.archive.Add(d)
	case CurlCommands:
		return w.apart("\n\n", []byte(Curl(d, newest(d))), nil)
	case ScenarioFormat:
		delivery, event := *d, *e
		w.record.Deliver(&delivery, &event)
		w.some = true
		return nil
	case JSONLines:
	}
	text, err := w.Line(d, e)
	return w.apart("\n", text, err)
}

// Close writes what comes after the last one, and the scenario. It leaves the writer behind it open.
func (w *Writer) Close() error {
	switch {
	case w.format == HTTPArchive:
		return w.archive.Close()
	case !w.some:
		return nil
	case w.format == ScenarioFormat:
		text, err := w.record.Scenario()
		if err != nil {
			return err
		}
		_, err = w.w.Write(text)
		return err
	}
	_, err := io.WriteString(w.w, "\n")
	return err
}

// apart writes a text, with a separator before all but the first.
func (w *Writer) apart(separator string, text []byte, err error) error {
	if err != nil {
		return err
	}
	if w.some {
		text = append([]byte(separator), text...)
	}
	w.some = true
	_, err = w.w.Write(text)
	return err
}

// newest is a delivery's newest attempt; nil when there is none.
func newest(d *control.Delivery) *control.Attempt {
	if n := len(d.Attempts); n > 0 {
		return &d.Attempts[n-1]
	}
	return nil
}
