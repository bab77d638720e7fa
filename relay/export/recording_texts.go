package export

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
)

// disguisedTexts are what a file shows of an event.
type disguisedTexts struct {
	data *scenarioNode
	set  yaml.MapSlice
}

// disguised reads what every event holds. It is read twice: the first time for the names in it, which are replaced in all.
func (r *Recording) disguised() (map[*happening]*disguisedTexts, error) {
	d := newDisguises()
	d.keep = r.Keep
	texts := map[*happening]*disguisedTexts{}
	for _, pass := range []string{"collect", "replace"} {
		for _, h := range r.happened {
			text, err := disguisedEvent(h, d)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", relay.Visible(h.id()), err)
			}
			texts[h] = text
		}
		if pass == "collect" {
			d.collected()
		}
	}
	return texts, nil
}

func disguisedEvent(h *happening, d *disguises) (*disguisedTexts, error) {
	var texts disguisedTexts
	about := place{holder: normalized(h.event.Type)}
	read := func(value []byte, at place) (*scenarioNode, error) {
		r := dataReader{jsontext.NewDecoder(bytes.NewReader(value), jsontext.AllowDuplicateNames(true)), d}
		return r.node(at)
	}
	var err error
	if len(bytes.TrimSpace(h.event.Data)) > 0 {
		if texts.data, err = read(h.event.Data, about); err != nil {
			return nil, err
		}
	}
	for _, value := range h.beside {
		at := about
		for name := range strings.SplitSeq(value.Path, ".") {
			at = at.within(name)
		}
		node, err := read(value.JSON, at)
		if err != nil {
			return nil, err
		}
		texts.set = append(texts.set, yaml.MapItem{Key: value.Path, Value: node})
	}
	return &texts, nil
}

// literal is a text in a scenario that stands for itself: a $ in it begins no reference.
func literal(text string) yaml.RawMessage { return quoted(strings.ReplaceAll(text, "$", "$$")) }
