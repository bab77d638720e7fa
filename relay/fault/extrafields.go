package fault

import (
	"bytes"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// extraFields adds keys that the receiver has never seen.
type extraFields struct{}

func (extraFields) entry() Entry {
	return Entry{
		Name: "extra-fields", Stage: relay.SignStage, Places: senderOnly(),
		Meaning: "the product adds fields: keys that were never there, one of them nested, rightly signed",
		Expect:  "the receiver passes over what it does not know, and books as ever",
		Example: "faults add extra-fields",
	}
}

func (extraFields) check(string) error { return nil }

// extra is what is added at the end of the body.
const extra = `"x_added_later":"not there before","x_added_object":{"x_list":[1,2.5,null,true],"x_text":"é"}`

func (extraFields) sign(_ string, u *relay.Unsigned) string {
	end := bytes.LastIndexByte(u.Body, '}')
	start := bytes.IndexByte(u.Body, '{')
	if end < 0 || start < 0 || len(bytes.TrimSpace(u.Body[end+1:])) > 0 {
		return "not applied: the body is no JSON object"
	}
	comma := ","
	if len(bytes.TrimSpace(u.Body[start+1:end])) == 0 {
		comma = ""
	}
	u.Body = slices.Concat(u.Body[:end], []byte(comma+extra), u.Body[end:])
	return "two keys were added to the body"
}
