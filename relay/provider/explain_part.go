package provider

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// part is one of the mistakes that together give a value.
type part struct {
	id     mistakeID
	words  string // goes on after "it comes out", such as "over the raw body alone"
	remedy string
}

// together makes one mistake of its parts, the first being the most telling one; nil of none.
func together(parts []part) *relay.Mistake {
	if len(parts) == 0 {
		return nil
	}
	var ids, words, remedies []string
	for _, p := range parts {
		ids, words, remedies = append(ids, p.id.String()), append(words, p.words), append(remedies, p.remedy)
	}
	return &relay.Mistake{ID: strings.Join(ids, "+"), Sentence: "this comes out " + strings.Join(words, ", "), Remedy: strings.Join(remedies, ", ")}
}
