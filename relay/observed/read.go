package observed

import (
	"bytes"
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// MaxBytes is how large a list may be.
const MaxBytes = 64 << 20

// Read reads a list of what an app has booked, at most relay.MaxObserved items. It is JSON where its first character is one
// of [ and {: an array of items, an object with the array as "items", or one item a line. Otherwise it is CSV with a header
// row, separated by comma, semicolon or tab. Columns go by their names; unknown ones are left alone. It is in UTF-8, with or
// without a byte order mark. The error is an *Error.
func Read(text []byte) ([]relay.ObservedItem, error) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, errorAt(text, 0, "text in UTF-8, not in UTF-16")
	}
	start := bytes.TrimLeft(text, " \t\r\n")
	if len(start) == 0 {
		return nil, errorAt(text, len(text), "a list: JSON, of which [] is one without items, or CSV with a header row")
	}
	if start[0] == '[' || start[0] == '{' {
		return readJSON(text)
	}
	return readCSV(text)
}

// tooMany is what is expected where a list has one item too many.
func tooMany() string { return fmt.Sprintf("no more than %d items", relay.MaxObserved) }

// noID is what is expected of an item that names nothing.
const noID = "an id: " + idColumns
