package tui

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// jsonValue is any JSON value, not too large.
func jsonValue(depth int) *rapid.Generator[any] {
	leaf := rapid.OneOf(rapid.Just[any](nil), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(rapid.Int(), func(n int) any { return n }))
	if depth == 0 {
		return leaf
	}
	inner := jsonValue(depth - 1)
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(list []any) any { return list }),
		rapid.Map(rapid.MapOfN(rapid.String(), inner, 0, 4), func(object map[string]any) any { return object }))
}

func TestJSONIsIndentedAsTheStandardLibraryDoes(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	rapid.Check(t, func(t *rapid.T) {
		body, err := json.Marshal(jsonValue(4).Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "spaced") {
			body, _ = json.MarshalIndent(json.RawMessage(body), "\t", " ")
		}
		indentedBody, err := json.MarshalIndent(json.RawMessage(body), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(string(indentedBody), "\n")
		p := &page{}
		if rest := th.addJSON(p, body); rest != 0 || len(p.rows) != len(want) {
			t.Fatalf("%d rows, %d bytes left, want %d: %s", len(p.rows), rest, len(want), indentedBody)
		}
		for i, line := range want {
			if p.rows[i].text != th.clean(line) {
				t.Fatalf("row %d is %q, want %q", i, p.rows[i].text, line)
			}
		}
		for n, node := range p.nodes {
			if node.last <= node.first || node.parent >= n || node.parent >= 0 && p.nodes[node.parent].last <= node.last {
				t.Fatalf("node %d is %+v of %+v", n, node, p.nodes)
			}
		}
	})
}

func TestFoldedJSON(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	p := &page{}
	th.addJSON(p, []byte(`{"a":{"b":[1,2,{"c":null}],"d":{}},"e":[[]],"f":{"g":1}}`))
	tests := map[string]struct {
		folds folding
		want  []string
	}{
		"all":       {folding{true}, []string{"{ … 3 keys }"}},
		"an object": {folding{false, true, false, false, true}, []string{"{", `  "a": { … 2 keys },`, `  "e": [ … 1 item ],`, `  "f": {`, `    "g": 1`, "  }", "}"}},
		"what is inside something folded": {folding{false, true, true, true, true, true}, []string{
			"{", `  "a": { … 2 keys },`, `  "e": [ … 1 item ],`, `  "f": { … 1 key }`, "}"}},
	}
	for name, test := range tests {
		if got := drawn(th, p, test.folds, 40); strings.Join(got, "\n") != strings.Join(test.want, "\n") {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	tests := map[string]struct {
		body string
		mode bodyMode
		want string // the first row
		kind string
	}{
		"JSON is indented":             {`{"a":1}`, prettyBody, "{", "JSON, indented"},
		"JSON as it came":              {`{"a":1}`, rawBody, `{"a":1}`, "raw"},
		"JSON in hex":                  {`{"a":1}`, hexBody, "00000000  7b 22 61 22 3a 31 7d     {\"a\":1}", "hex"},
		"text":                         {"busy\nreally", prettyBody, "busy", "raw"},
		"binary":                       {"\x00\x01\x02\x03\xff\xfe", prettyBody, "00000000  00 01 02 03 ff fe        ......", "hex"},
		"binary as text where wanted":  {"\x00\xff", rawBody, `^@\xff`, "raw"},
		"a little that is no text":     {strings.Repeat("text ", 40) + "\xff", prettyBody, strings.Repeat("text ", 40) + `\xff`, "raw"},
		"half of JSON":                 {`{"a":`, prettyBody, `{"a":`, "raw"},
		"a character cut by the sniff": {strings.Repeat("x", sniffedBytes-1) + "é tail", prettyBody, strings.Repeat("x", sniffedBytes-1) + "é tail", "raw"},
	}
	for name, test := range tests {
		p := &page{}
		if kind := th.addContent(p, []byte(test.body), test.mode, 43); kind != test.kind || p.rows[0].text != test.want {
			t.Errorf("%s: %s, %q, want %s, %q", name, kind, p.rows[0].text, test.kind, test.want)
		}
	}
}

func TestHexFitsAndKeepsEveryByte(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		w := rapid.IntRange(hexWidth(4), 200).Draw(t, "w")
		p := &page{}
		th.addHex(p, body, w)
		n := 0
		for _, r := range p.rows {
			if width(r.text) > w {
				t.Fatalf("%q is wider than %d", r.text, w)
			}
			for _, one := range strings.Fields(r.text[10 : 10+3*hexPerRow(w)+hexPerRow(w)/8]) {
				if len(one) == 2 && n < len(body) && one == strings.ToLower(one) {
					n++
				}
			}
		}
		if n != len(body) {
			t.Fatalf("%d bytes, want %d: %+v", n, len(body), p.rows)
		}
	})
}

// An answer that came compressed is shown as its sender reads it, and in hex as it came. What was sent is never changed.
func TestCompressedBodies(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	zipped := &bytes.Buffer{}
	w := gzip.NewWriter(zipped)
	if _, err := w.Write([]byte(`{"id":"INV-7"}`)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		status int
		coding string
		mode   bodyMode
		first  string // rows
		last   string
	}{
		"an answer":             {200, "gzip", prettyBody, "{", "JSON, indented   it came as 38 bytes of gzip   14 bytes"},
		"an answer as text":     {200, "gzip", rawBody, `{"id":"INV-7"}`, "raw   it came as 38 bytes of gzip   14 bytes"},
		"an answer in hex":      {200, "gzip", hexBody, "00000000  1f 8b 08 00", "hex   38 bytes"},
		"a coding nobody knows": {200, "br", prettyBody, "00000000  1f 8b 08 00", "is not undone: only gzip and deflate are read, and one of them alone   38 bytes"},
		"what was sent":         {0, "gzip", prettyBody, "00000000  1f 8b 08 00", "hex   38 bytes"},
	} {
		p := &page{}
		message := &control.Message{Status: test.status, Headers: map[string][]string{"Content-Encoding": {test.coding}}, BodyBase64: base64.StdEncoding.EncodeToString(zipped.Bytes())}
		th.addBody(p, message, test.mode, 130)
		if last := strings.TrimSpace(ansi.Strip(p.rows[len(p.rows)-1].text)); !strings.HasPrefix(p.rows[0].text, test.first) || !strings.HasSuffix(last, test.last) {
			t.Errorf("%s: %q … %q", name, p.rows[0].text, last)
		}
	}
}

func TestLongBodies(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	tests := map[string]struct {
		body string
		rows int // at most
	}{
		"nested as deep as JSON goes": {strings.Repeat("[", 9999) + strings.Repeat("]", 9999), 20_000},
		"a value a row":               {"[" + strings.Repeat("1,", 400_000) + "1]", maxShownRows + 3},
		"a line a row":                {strings.Repeat("\n", 600_000), maxShownRows + 3},
		"one line":                    {strings.Repeat("x", 3<<20), 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &page{}
			th.addBody(p, &control.Message{Body: &test.body}, prettyBody, 60)
			cells := 0
			for _, r := range p.rows {
				cells += len(r.text)
			}
			if len(p.rows) > test.rows || cells > 4<<20 {
				t.Errorf("%d rows with %d bytes, want at most %d", len(p.rows), cells, test.rows)
			}
			if last := p.rows[len(p.rows)-2].text; len(p.rows) > maxShownRows && !strings.HasSuffix(last, "more bytes are not shown") {
				t.Errorf("the last row but one is %q", last)
			}
		})
	}
}
