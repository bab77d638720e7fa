package observed

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

// csvList reads one CSV file.
type csvList struct {
	text   []byte
	reader *csv.Reader
	starts []int // where each line begins that was asked for so far, from the first
}

func readCSV(text []byte) ([]relay.ObservedItem, error) {
	if i := invalidUTF8(text); i >= 0 {
		return nil, errorAt(text, i, "text in UTF-8")
	}
	l := &csvList{text: text, reader: csv.NewReader(bytes.NewReader(text)), starts: []int{0}}
	l.reader.Comma = separator(text)
	l.reader.TrimLeadingSpace = l.reader.Comma != '\t' // which would swallow empty fields
	l.reader.ReuseRecord = true
	header, err := l.reader.Read()
	if err != nil {
		return nil, l.problem(err)
	}
	columns, err := l.columns(header)
	if err != nil {
		return nil, err
	}
	var items []relay.ObservedItem
	for {
		record, err := l.reader.Read()
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return nil, l.problem(err)
		}
		if len(items) == relay.MaxObserved {
			return nil, l.at(0, tooMany())
		}
		var item relay.ObservedItem
		for i, f := range columns {
			if f == "" {
				continue
			}
			if want := put(&item, f, record[i]); want != "" {
				return nil, l.at(i, want)
			}
		}
		if item.Name() == "" {
			return nil, l.at(0, noID)
		}
		items = append(items, item)
	}
}

// columns tells what each column is; empty for one that is left alone.
func (l *csvList) columns(header []string) ([]field, error) {
	columns, ids, names := make([]field, len(header)), 0, make([]string, len(header))
	for i, name := range header {
		f, known := fieldOf(name)
		names[i] = name
		if !known {
			continue
		}
		if f.isID() {
			ids++
		}
		columns[i] = f
	}
	if ids == 0 {
		return nil, l.at(0, noIDColumn(names))
	}
	return columns, nil
}

// at is an error at a field of the record that was read last.
func (l *csvList) at(i int, want string) *Error {
	line, column := l.reader.FieldPos(i)
	return errorAt(l.text, l.offset(line, column), want)
}

// problem is an error of the CSV itself.
func (l *csvList) problem(err error) *Error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return errorAt(l.text, len(l.text), "CSV ("+err.Error()+")")
	}
	at := l.offset(parse.Line, parse.Column)
	switch {
	case errors.Is(parse.Err, csv.ErrFieldCount):
		return errorAt(l.text, at, "as many fields as the header row has")
	case errors.Is(parse.Err, csv.ErrQuote) && at >= len(l.text):
		return errorAt(l.text, l.offset(parse.StartLine, 1), "a row whose quotes are closed")
	}
	return errorAt(l.text, at, "CSV ("+parse.Err.Error()+")")
}

// offset finds a line and a column in bytes, both from 1.
func (l *csvList) offset(line, column int) int {
	for len(l.starts) < line {
		last := l.starts[len(l.starts)-1]
		end := bytes.IndexByte(l.text[last:], '\n')
		if end < 0 {
			break
		}
		l.starts = append(l.starts, last+end+1)
	}
	return l.starts[max(0, min(line, len(l.starts))-1)] + max(column, 1) - 1
}

// separator is the one of comma, semicolon and tab that stands most often in the first line that is not blank.
func separator(text []byte) rune {
	line, _, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
	best, most := ',', bytes.Count(line, []byte(","))
	for _, other := range []rune{';', '\t'} {
		if n := bytes.Count(line, []byte(string(other))); n > most {
			best, most = other, n
		}
	}
	return best
}

// invalidUTF8 is where a text is no UTF-8; negative where all of it is.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	at := 0
	for at < len(text) {
		r, n := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		at += n
	}
	return at
}
