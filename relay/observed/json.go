package observed

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// jsonList reads one text of JSON values: each is an item, an array of items, or an object that has them as "items".
type jsonList struct {
	text    []byte
	decoder *jsontext.Decoder
	items   []relay.ObservedItem
}

func readJSON(text []byte) ([]relay.ObservedItem, error) {
	l := &jsonList{text: text, decoder: jsontext.NewDecoder(bytes.NewBuffer(text))}
	for {
		switch kind := l.decoder.PeekKind(); kind {
		case jsontext.KindBeginArray:
			if err := l.array(); err != nil {
				return nil, l.problem(err)
			}
		case jsontext.KindBeginObject:
			if err := l.object(true); err != nil {
				return nil, l.problem(err)
			}
		case jsontext.KindInvalid:
			_, err := l.decoder.ReadToken()
			if errors.Is(err, io.EOF) {
				return l.items, nil
			}
			return nil, l.problem(err)
		default:
			return nil, l.here("an item, or a list of them")
		}
	}
}

// array reads a list of items.
func (l *jsonList) array() error {
	if _, err := l.decoder.ReadToken(); err != nil {
		return err
	}
	for l.decoder.PeekKind() != jsontext.KindEndArray {
		switch kind := l.decoder.PeekKind(); kind {
		case jsontext.KindBeginObject:
			if err := l.object(false); err != nil {
				return err
			}
		case jsontext.KindInvalid:
			_, err := l.decoder.ReadToken()
			return err
		default:
			return l.here("an item: an object")
		}
	}
	_, err := l.decoder.ReadToken()
	return err
}

// object reads an item, or at the top an object that has items.
func (l *jsonList) object(top bool) error {
	start := l.next()
	if _, err := l.decoder.ReadToken(); err != nil {
		return err
	}
	item, names, ids, before := relay.ObservedItem{}, []string(nil), 0, len(l.items)
	listed := false
	for l.decoder.PeekKind() != jsontext.KindEndObject {
		token, err := l.decoder.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		if top && name == "items" && l.decoder.PeekKind() == jsontext.KindBeginArray {
			if err := l.array(); err != nil {
				return err
			}
			listed = true
			continue
		}
		names = append(names, name)
		f, known := fieldOf(name)
		if !known {
			if err := l.decoder.SkipValue(); err != nil {
				return err
			}
			continue
		}
		if f.isID() {
			ids++
		}
		if err := l.value(&item, f); err != nil {
			return err
		}
	}
	if _, err := l.decoder.ReadToken(); err != nil {
		return err
	}
	switch {
	case listed:
		return nil
	case before == 0 && ids == 0:
		return errorAt(l.text, start, noIDColumn(names))
	case item.Name() == "":
		return errorAt(l.text, start, noID)
	case before == relay.MaxObserved:
		return errorAt(l.text, start, tooMany())
	}
	l.items = append(l.items, item)
	return nil
}

// value reads one value of an item: a string, a number in the digits that it is written with, or null for none.
func (l *jsonList) value(item *relay.ObservedItem, f field) error {
	start := l.next()
	raw, err := l.decoder.ReadValue()
	if err != nil {
		return err
	}
	text := ""
	switch raw.Kind() {
	case jsontext.KindNull:
		return nil
	case jsontext.KindNumber:
		text = string(raw)
	case jsontext.KindString:
		if err := json.Unmarshal(raw, &text); err != nil {
			return err
		}
	default:
		return errorAt(l.text, start, "a string or a number")
	}
	if want := put(item, f, text); want != "" {
		return errorAt(l.text, start, want)
	}
	return nil
}

// next is where the next token begins.
func (l *jsonList) next() int {
	at := int(l.decoder.InputOffset())
	for at < len(l.text) && bytes.IndexByte([]byte(" \t\r\n,:"), l.text[at]) >= 0 {
		at++
	}
	return at
}

// here is an error at the next token.
func (l *jsonList) here(want string) *Error { return errorAt(l.text, l.next(), want) }

// problem is an error of the JSON itself, at its place.
func (l *jsonList) problem(err error) *Error {
	var placed *Error
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &placed):
		return placed
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return errorAt(l.text, int(syntax.ByteOffset), "each key once")
	case errors.As(err, &syntax):
		return errorAt(l.text, int(syntax.ByteOffset), "JSON ("+syntax.Err.Error()+")")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errorAt(l.text, len(l.text), "the rest of the JSON")
	}
	return errorAt(l.text, int(l.decoder.InputOffset()), "JSON ("+err.Error()+")")
}
