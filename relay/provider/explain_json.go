package provider

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonValue is JSON as a parser keeps it: of equal keys the last value, at the place of the first.
type jsonValue struct {
	kind    jsontext.Kind
	text    string // of a string; of a number as it was written
	members []jsonMember
	items   []jsonValue
}

type jsonMember struct {
	name  string
	value jsonValue
}

// readJSON reads one value as leniently as most parsers do; ok is false where there is none, or something behind it.
func readJSON(body []byte) (value jsonValue, ok bool) {
	dec := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	value, err := nextJSON(dec)
	if err != nil {
		return value, false
	}
	_, err = dec.ReadToken()
	return value, errors.Is(err, io.EOF)
}

func nextJSON(dec *jsontext.Decoder) (jsonValue, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return jsonValue{}, err
	}
	value := jsonValue{kind: token.Kind()}
	switch value.kind {
	case jsontext.KindBeginObject:
		places := map[string]int{}
		for dec.PeekKind() != jsontext.KindEndObject {
			name, err := dec.ReadToken()
			if err != nil {
				return value, err
			}
			m := jsonMember{name: name.String()}
			if m.value, err = nextJSON(dec); err != nil {
				return value, err
			}
			if i, twice := places[m.name]; twice {
				value.members[i] = m
				continue
			}
			places[m.name] = len(value.members)
			value.members = append(value.members, m)
		}
		_, err = dec.ReadToken()
	case jsontext.KindBeginArray:
		for dec.PeekKind() != jsontext.KindEndArray {
			item, err := nextJSON(dec)
			if err != nil {
				return value, err
			}
			value.items = append(value.items, item)
		}
		_, err = dec.ReadToken()
	case jsontext.KindString, jsontext.KindNumber:
		value.text = token.String()
	}
	return value, err
}

// jsonForm is how a library writes JSON.
type jsonForm struct {
	words        string // who writes so
	comma, colon string
	indent       string // empty: all in one line
	numbers      numberStyle
	escapes      escapeStyle
	sorted       bool // keys in order
	sortedTop    bool // only those of the outermost object
	numericFirst bool // keys that are array indexes come first, in order, as in JavaScript's objects
	lists        bool // an empty object becomes an empty list, as PHP's arrays do

	shown   bool                // no JSON at all, but what the language shows of the parsed object
	strings func(string) string // how that shows one; nil: as JSON
	names   [3]string           // and true, false and null; empty: as JSON
}

// write writes a value; ok is false where that takes more than limit bytes.
func (f *jsonForm) write(value *jsonValue, limit int) (text []byte, ok bool) {
	w := jsonWriter{jsonForm: f, limit: limit}
	w.value(value, 0)
	return w.text, len(w.text) <= limit
}

// mistake names what writing a value so has changed of the body that it was read from: only the order of its keys, only what is
// escaped, or whatever the library has for habits.
func (f *jsonForm) mistake(value *jsonValue, body []byte) (id mistakeID, words string) {
	same := func(change func(*jsonForm)) bool {
		other := *f
		change(&other)
		written, _ := other.write(value, jsonLimit(body))
		return bytes.Equal(written, body)
	}
	switch {
	case f.shown:
		return objectAsText, "over " + f.words
	case (f.sorted || f.sortedTop) && same(func(f *jsonForm) { f.sorted, f.sortedTop = false, false }):
		return jsonReordered, "over JSON with its keys in alphabetical order (" + f.words + ")"
	case f.escapes != (escapeStyle{}) && same(func(f *jsonForm) { f.escapes = escapeStyle{} }):
		return jsonEscaped, "over JSON with other characters escaped (" + f.words + ")"
	}
	return reserialisedJSON, "over re-serialised JSON (" + f.words + ")"
}

type jsonWriter struct {
	*jsonForm
	text  []byte
	limit int
}

func (w *jsonWriter) put(text string) {
	if len(w.text) <= w.limit {
		w.text = append(w.text, text...)
	}
}

func (w *jsonWriter) value(v *jsonValue, depth int) {
	switch v.kind {
	case jsontext.KindBeginObject:
		if len(v.members) == 0 {
			w.put(map[bool]string{false: "{}", true: "[]"}[w.lists])
			return
		}
		w.put("{")
		for i, m := range w.ordered(v.members, depth) {
			w.lead(i, depth)
			w.put(w.quoted(m.name))
			w.put(w.colon)
			w.value(&m.value, depth+1)
		}
		w.line(depth)
		w.put("}")
	case jsontext.KindBeginArray:
		if len(v.items) == 0 {
			w.put("[]")
			return
		}
		w.put("[")
		for i := range v.items {
			w.lead(i, depth)
			w.value(&v.items[i], depth+1)
		}
		w.line(depth)
		w.put("]")
	case jsontext.KindString:
		w.put(w.quoted(v.text))
	case jsontext.KindNumber:
		w.put(w.numbers.write(v.text))
	case jsontext.KindTrue:
		w.put(cmp.Or(w.names[0], "true"))
	case jsontext.KindFalse:
		w.put(cmp.Or(w.names[1], "false"))
	default:
		w.put(cmp.Or(w.names[2], "null"))
	}
}

func (w *jsonWriter) quoted(text string) string {
	if w.strings != nil {
		return w.strings(text)
	}
	return w.escapes.quote(text)
}

// lead puts what stands before the i-th item.
func (w *jsonWriter) lead(i, depth int) {
	if i > 0 {
		w.put(w.comma)
	}
	w.line(depth + 1)
}

func (w *jsonWriter) line(depth int) {
	if w.indent == "" || len(w.text) > w.limit {
		return
	}
	w.put("\n")
	for range depth {
		w.put(w.indent)
	}
}

func (w *jsonWriter) ordered(members []jsonMember, depth int) []jsonMember {
	switch {
	case w.sorted || w.sortedTop && depth == 0:
		members = slices.Clone(members)
		slices.SortFunc(members, func(a, b jsonMember) int { return strings.Compare(a.name, b.name) })
	case w.numericFirst:
		members = slices.Clone(members)
		slices.SortStableFunc(members, func(a, b jsonMember) int {
			n, first := arrayIndex(a.name)
			m, second := arrayIndex(b.name)
			switch {
			case first && second:
				return int(n) - int(m)
			case first:
				return -1
			case second:
				return 1
			}
			return 0
		})
	}
	return members
}

// arrayIndex reads a key that JavaScript takes for an index.
func arrayIndex(name string) (n uint64, ok bool) {
	n, err := strconv.ParseUint(name, 10, 32)
	return n, err == nil && n < 1<<32-1 && strconv.FormatUint(n, 10) == name
}
