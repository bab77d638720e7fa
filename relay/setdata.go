package relay

import (
	"bytes"
	"strings"
)

// setData makes the edits of a body in the event's data as well, which stands in the body at a dotted path (empty: it is
// the body), so that whoever reads the event later sees what was sent. What does not fit is left to applySet, which tells.
func setData(data []byte, edits []SetValue, at string) []byte {
	for _, edit := range edits {
		if edit.Path == at && len(edit.JSON) > 0 && CheckJSON(edit.JSON) == nil {
			data = bytes.TrimSpace(edit.JSON)
			continue
		}
		within := edit
		if at != "" {
			rest, ok := strings.CutPrefix(edit.Path, at+".")
			if !ok {
				continue
			}
			within.Path = rest
		}
		if edited, err := splice(data, within, nil); err == nil {
			data = edited
		}
	}
	return data
}

// besideData leaves out the edits that setData has made: where a body carries the data in another shape, they are in it
// already, and their paths may not be.
func besideData(edits []SetValue, data []byte, at string) []SetValue {
	var left []SetValue
	for _, edit := range edits {
		rest, within := strings.CutPrefix(edit.Path, at+".")
		if within {
			_, err := splice(data, SetValue{Path: rest, JSON: []byte("null")}, nil)
			within = err == nil // the data has such a path
		}
		if !within && edit.Path != at {
			left = append(left, edit)
		}
	}
	return left
}
