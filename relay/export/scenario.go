package export

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Scenario is a file that makes a delivery happen again: a Recording of it alone, of which nothing else is known. Package
// fixtures/scenario reads such files.
func Scenario(d *control.Delivery, e *control.Event) ([]byte, error) {
	var r Recording
	r.Deliver(d, e)
	return r.Scenario()
}

// plainOrQuoted is a text as YAML, as it is where it is a name with a dot, dash or low line in it, as those of event types are.
func plainOrQuoted(text string) yaml.RawMessage {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	if text != "" && strings.Contains(letters, text[:1]) && strings.ContainsAny(text, "._-") && strings.Trim(text, letters+"0123456789._-") == "" {
		return yaml.RawMessage(text)
	}
	return quoted(text)
}

// quoted is a text as YAML, whatever it holds: JSON's way to write it is one of YAML's.
func quoted(text string) yaml.RawMessage {
	out, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(text, "\uFFFD"))
	if err != nil { // not of valid UTF-8
		return yaml.RawMessage(`""`)
	}
	return yaml.RawMessage(relay.VisibleJSON(out))
}
