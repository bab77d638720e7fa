package tui

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// exportPalette writes deliveries into a file.
type exportPalette struct {
	simply
	filter string
	name   string // of what the filter takes, for the file's; empty: several deliveries
	what   string
}

func formatMeaning(f export.Format) string {
	switch f {
	case export.JSONLines:
		return "everything of each delivery, one JSON document a line: event, body, attempts, faults"
	case export.HTTPArchive:
		return "an HTTP Archive (HAR), for a browser's developer tools and other inspectors"
	case export.CurlCommands:
		return "commands that send the requests of the newest attempts again"
	case export.ScenarioFormat:
		return "one scenario for your tests; names, addresses and secrets in it are made up"
	}
	return ""
}

func (m *model) openExport() tea.Cmd {
	what := &exportPalette{filter: "id:" + m.list.current().ID, name: m.list.current().ID, what: "Export this delivery"}
	if t, ok := m.list.target(); ok {
		what.filter, what.name, what.what = t.filter, "", "Export all that is marked"
	}
	m.list.pin()
	return m.openExportOf(what)
}

func (m *model) openExportOf(what *exportPalette) tea.Cmd {
	var choices []choice
	for _, f := range export.Formats() {
		choices = append(choices, choice{name: string(f), meaning: formatMeaning(f)})
	}
	return m.openPalette(what, choices...)
}

func (e *exportPalette) title() string { return e.what }
func (*exportPalette) placeholder() string {
	return "format, and a file where the name below does not suit"
}
func (*exportPalette) search(t string) string { return firstWord(t) }

// file is where the export goes: what is typed behind the format, or a name that tells what it is.
func (e *exportPalette) file(p *palette, f export.Format) string {
	if words := strings.Fields(p.input.Value()); len(words) > 1 {
		return words[1]
	}
	name := "deliveries"
	if e.name != "" {
		name = strings.Map(plainLetter, e.name)
	}
	return "ledgerhook-" + name + "." + f.Ending()
}

// plainLetter lets only what belongs into a file's name pass: ids come from outside.
func plainLetter(r rune) rune {
	if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
		return r
	}
	return -1
}

func (e *exportPalette) picked(p *palette) export.Format {
	i, _ := p.current()
	return export.Formats()[i]
}

func (e *exportPalette) command(p *palette) (string, error) {
	f := e.picked(p)
	command := "deliveries export"
	if e.filter != "" {
		command += " " + quoted(e.filter)
	}
	return command + " --format " + string(f) + " --output " + quoted(e.file(p, f)), nil
}

func (e *exportPalette) pick(m *model, p *palette) tea.Cmd {
	command, _ := e.command(p)
	f := e.picked(p)
	m.overlay = nil
	m.toast = lasting("exporting" + m.theme.ellipsis)
	return m.calls.export(e.filter, f, e.file(p, f), command)
}

func (*exportPalette) keys(m *model) []key.Binding {
	return []key.Binding{saying(m.keys.Go, "write the file"), m.keys.Cancel}
}

// maxExported bounds what is exported from here; the command line has no bound.
const maxExported = 1000

// export writes deliveries into a file that does not exist yet.
func (c calls) export(filter string, format export.Format, path, command string) tea.Cmd {
	return c.runFor(longTimeout, func(ctx context.Context) tea.Msg {
		rows, more, err := c.client.Deliveries(ctx, control.DeliveryQuery{Filter: filter, Limit: maxExported})
		var text []byte
		if err == nil {
			text, err = c.exported(ctx, rows, format)
		}
		if err == nil {
			err = c.writeNew(path, text)
		}
		msg := actedMsg{text: fmt.Sprintf("%s in %s", plural(len(rows), "delivery is", "deliveries are"), path), command: command, err: err}
		if more != "" {
			msg.warning, msg.text = true, fmt.Sprintf("the newest %s are in %s; the command line writes all", number(len(rows)), path)
		}
		return msg
	})
}

// exported reads deliveries whole and writes them, oldest first.
func (c calls) exported(ctx context.Context, rows []control.Delivery, format export.Format) ([]byte, error) {
	var text bytes.Buffer
	to := export.NewWriter(&text, format, c.version)
	for i := len(rows) - 1; i >= 0; i-- {
		d, err := c.client.Delivery(ctx, rows[i].ID)
		if err != nil {
			return nil, err
		}
		var event control.Event
		if format.NeedsEvent() {
			if event, err = c.client.Event(ctx, d.EventID); err != nil {
				return nil, err
			}
		}
		if err := to.Add(&d, &event); err != nil {
			return nil, err
		}
	}
	err := to.Close()
	return text.Bytes(), err
}

// writeNew writes a file, unless there is one of that name.
func (c calls) writeNew(path string, text []byte) error {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.folder, path)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}
