package tui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// replayPalette sends a delivery again, otherwise than it was.
type replayPalette struct {
	simply
	id     string // of one delivery
	target *target
}

// openReplay opens it for what is marked, or for the selected delivery.
func (m *model) openReplay() tea.Cmd {
	what := &replayPalette{id: m.list.current().ID}
	choices := []choice{
		{name: "new-id", meaning: "an identity of its own on the wire, so that the receiver takes it as new"},
		{name: "original-time", meaning: "signed timestamps say when the original was first attempted, to try how old is too old"},
		{name: "url=", shown: "url=URL", meaning: "to another address than its subscription's"},
		{name: "set", shown: "set PATH=VALUE", meaning: "with a field of the body changed, and signed again"},
	}
	if t, ok := m.list.target(); ok {
		what.target, choices = &t, choices[:1]
	}
	m.list.pin()
	return m.openPalette(what, choices...)
}

func (*replayPalette) title() string { return "Replay with options" }
func (*replayPalette) placeholder() string {
	return "new-id, original-time, url=URL, set PATH=VALUE; or several"
}

// search is the first word, up to its value.
func (*replayPalette) search(typed string) string {
	name, _, found := strings.Cut(firstWord(typed), "=")
	if found {
		name += "="
	}
	return name
}

// options are what is typed, or what the picked entry says when nothing whole is.
func (r *replayPalette) options(p *palette) (o control.ReplayOptions, flags string, err error) {
	i, ok := p.current()
	if !ok {
		return o, "", fmt.Errorf("no option is called like that")
	}
	words := strings.Fields(p.input.Value())
	if len(words) == 0 || !strings.Contains(words[0], "=") {
		words = append([]string{p.choices[i].name}, words[min(1, len(words)):]...)
	}
	for n := 0; n < len(words); n++ {
		name, value, _ := strings.Cut(words[n], "=")
		switch {
		case name == "new-id":
			o.NewID, flags = true, flags+" --new-id"
		case name == "original-time":
			o.OriginalTime, flags = true, flags+" --original-time"
		case name == "url" && value != "":
			o.URL, flags = value, flags+" --url "+quoted(value)
		case name == "set" && n+1 < len(words) && strings.Contains(words[n+1], "="):
			n++
			path, text, _ := strings.Cut(words[n], "=")
			if o.SetText == nil {
				o.SetText = map[string]string{}
			}
			o.SetText[path], flags = text, flags+" --set "+quoted(words[n])
		case name == "url":
			return o, flags, fmt.Errorf("url= takes an address, as in url=http://127.0.0.1:3000/hooks")
		case name == "set":
			return o, flags, fmt.Errorf("set takes a path and a value, as in set resource.total=5")
		default:
			return o, flags, fmt.Errorf("%q is no option; there are new-id, original-time, url=URL and set PATH=VALUE", words[n])
		}
	}
	return o, flags, nil
}

func (r *replayPalette) command(p *palette) (string, error) {
	_, flags, err := r.options(p)
	if r.target != nil {
		b := bulk{verb: relay.ReplayVerb, target: *r.target}
		return b.command() + flags, err
	}
	return "deliveries replay " + quoted(r.id) + flags, err
}

func (r *replayPalette) pick(m *model, p *palette) tea.Cmd {
	options, flags, err := r.options(p)
	if err != nil {
		p.hint = err.Error()
		return nil
	}
	m.overlay = nil
	if r.target != nil {
		return m.calls.countBulk(bulk{verb: relay.ReplayVerb, target: *r.target, newID: options.NewID})
	}
	return m.calls.replayWith(r.id, options, flags)
}

func (*replayPalette) keys(m *model) []key.Binding {
	return []key.Binding{saying(m.keys.Go, "replay"), m.keys.Cancel}
}
