package provider_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func TestJudgeStatus(t *testing.T) {
	t.Parallel()
	any2xx := map[int]bool{199: false, 200: true, 201: true, 202: true, 204: true, 299: true, 300: false, 301: false, 304: false, 400: false, 401: false, 410: false, 429: false, 500: false, 503: false}
	only200 := map[int]bool{199: false, 200: true, 201: false, 202: false, 204: false, 299: false, 300: false, 301: false, 304: false, 400: false, 401: false, 410: false, 429: false, 500: false, 503: false}
	tests := map[string]map[int]bool{
		"finpilo": any2xx, "fintoro": any2xx, "moneybird": only200, "silverfin": any2xx, "bookkeeper": any2xx,
	}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		for status, want := range tests[name] {
			t.Run(fmt.Sprintf("%s, status %d", name, status), func(t *testing.T) {
				t.Parallel()
				got := dialect.Judge(&relay.Response{Status: status, Body: []byte(`{"id":"A-1"}`)})
				if got.Success != want {
					t.Errorf("status %d: success %v, want %v", status, got.Success, want)
				}
				if got.Reference != "" && (name != "finpilo" || !want) {
					t.Errorf("status %d: reference %q, want none", status, got.Reference)
				}
				if redirect := status >= 300 && status < 400; redirect != (got.Note == "redirects are not followed") {
					t.Errorf("status %d: note %q", status, got.Note)
				}
			})
		}
	}
	t.Run("moneybird says why 204 is a failure", func(t *testing.T) {
		t.Parallel()
		if got := provider.Moneybird().Judge(&relay.Response{Status: 204}); got.Note != "Moneybird counts only 200 as success" {
			t.Errorf("note %q", got.Note)
		}
	})
}

func TestFinpiloReference(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want string
		note string
	}{
		"the documented key":                     {`{"accountingReferenceId":"INV-2026-0042"}`, "INV-2026-0042", ""},
		"the capital key":                        {`{"AccountingReferenceId":"B"}`, "B", ""},
		"the id":                                 {`{"id":"C"}`, "C", ""},
		"the first of several, in our order":     {`{"id":"C","AccountingReferenceId":"B","accountingReferenceId":"A"}`, "A", ""},
		"another casing is another key":          {`{"accountingreferenceid":"A","ID":"B"}`, "", "no reference: the answer has none of its keys"},
		"a string keeps its blanks":              {`{"id":" a b "}`, " a b ", ""},
		"a string with escapes":                  {`{"id":"\u0041\/\u20ac"}`, "A/€", ""},
		"a number keeps all digits":              {`{"id":12345678901234567890123}`, "12345678901234567890123", ""},
		"a number keeps its zeros":               {`{"id":1.50}`, "1.50", ""},
		"a number keeps its exponent":            {`{"id":-1E+2}`, "-1E+2", ""},
		"zero is a reference":                    {`{"id":0}`, "0", ""},
		"blanks around the answer":               {" \r\n{ \"id\" : 7 }\n", "7", ""},
		"null falls through":                     {`{"accountingReferenceId":null,"id":"C"}`, "C", "accountingReferenceId is null; took id"},
		"an empty string falls through":          {`{"accountingReferenceId":"","AccountingReferenceId":"B"}`, "B", "accountingReferenceId is empty; took AccountingReferenceId"},
		"an empty string alone is none":          {`{"id":""}`, "", "no reference: id is empty"},
		"blanks alone are none":                  {`{"id":" \t\u00a0"}`, "", "no reference: id holds only blanks"},
		"blanks fall through":                    {`{"accountingReferenceId":"  ","id":"C"}`, "C", "accountingReferenceId holds only blanks; took id"},
		"null is none":                           {`{"accountingReferenceId":null}`, "", "no reference: accountingReferenceId is null"},
		"a boolean is none":                      {`{"id":true}`, "", "no reference: id is a boolean"},
		"all three unusable":                     {`{"id":[],"AccountingReferenceId":{},"accountingReferenceId":false}`, "", "no reference: accountingReferenceId is a boolean, AccountingReferenceId is an object, id is an array"},
		"no key":                                 {`{}`, "", "no reference: the answer has none of its keys"},
		"a nested key does not count":            {`{"data":{"id":"C"}}`, "", "no reference: the answer has none of its keys"},
		"an empty answer":                        {"", "", "no reference: empty answer"},
		"blanks only":                            {" \n", "", "no reference: empty answer"},
		"not an object":                          {`["id"]`, "", "no reference: the answer is unusable: it is an array, not a JSON object"},
		"a bare string":                          {`"INV-1"`, "", "no reference: the answer is unusable: it is a string, not a JSON object"},
		"plain text":                             {"OK", "", "no reference: the answer is unusable: it is not valid JSON, at byte 0"},
		"broken off":                             {`{"id":"A"`, "", "no reference: the answer is unusable: it is not valid JSON, at byte 9"},
		"two values":                             {`{"id":"A"}{}`, "", "no reference: the answer is unusable: something follows the JSON object"},
		"duplicate keys":                         {`{"id":"A","id":"B"}`, "", `no reference: the answer is unusable: the key "id" stands in it twice`},
		"duplicate keys deeper down":             {`{"id":"A","x":{"y":1,"y":2}}`, "", `no reference: the answer is unusable: the key "y" stands in it twice`},
		"invalid UTF-8":                          {"{\"id\":\"\xff\"}", "", "no reference: the answer is unusable: it is not valid JSON, at byte 7"},
		"a lone surrogate":                       {`{"id":"\ud800"}`, "", "no reference: the answer is unusable: it is not valid JSON, at byte 7"},
		"a byte order mark":                      {"\ufeff{\"id\":\"A\"}", "", "no reference: the answer is unusable: it is not valid JSON, at byte 0"},
		"255 bytes are taken":                    {`{"id":"` + strings.Repeat("x", 255) + `"}`, strings.Repeat("x", 255), ""},
		"256 bytes are not":                      {`{"id":"` + strings.Repeat("x", 256) + `"}`, "", "no reference: id is longer than 255 bytes"},
		"a number of 256 digits is not":          {`{"id":` + strings.Repeat("1", 256) + `}`, "", "no reference: id is longer than 255 bytes"},
		"a control character is not taken":       {`{"id":"\u001b[2J"}`, "", "no reference: id holds a control character"},
		"nor DEL":                                {"{\"id\":\"a\x7f\"}", "", "no reference: id holds a control character"},
		"nor one above ASCII":                    {`{"id":"\u009b2J"}`, "", "no reference: id holds a control character"},
		"a long duplicate key is cut short":      {`{"` + strings.Repeat("k", 99) + `":1,"` + strings.Repeat("k", 99) + `":1}`, "", `no reference: the answer is unusable: the key "` + strings.Repeat("k", 40) + `" stands in it twice`},
		"a control character in a key is quoted": {`{"\u001b":1,"\u001b":1}`, "", `no reference: the answer is unusable: the key "\x1b" stands in it twice`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := relay.Judgement{Success: true, Reference: tt.want, Note: tt.note}
			got := provider.Finpilo().Judge(&relay.Response{Status: 200, Body: []byte(tt.body)})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("judgement (-want +got):\n%s", diff)
			}
		})
	}
	t.Run("an answer that was cut", func(t *testing.T) {
		t.Parallel()
		want := relay.Judgement{Success: true, Note: "no reference: the answer is too long"}
		got := provider.Finpilo().Judge(&relay.Response{Status: 200, Body: []byte(`{"id":"A"}`), Truncated: 1})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("judgement (-want +got):\n%s", diff)
		}
	})
}

// A client that says Accept-Encoding reads what it then gets.
func TestFinpiloReferenceInACompressedAnswer(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := w.Write([]byte(`{"accountingReferenceId":"INV-7"}`)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		coding, body, want, note string
	}{
		"gzip":                              {"gzip", zipped.String(), "INV-7", ""},
		"what gzip holds is empty":          {"gzip", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00", "", "no reference: empty answer"},
		"a coding that is not read":         {"br", "\x0b\x02\x80", "", `no reference: the answer is unusable: it is not valid JSON, at byte 0; Content-Encoding "br" is not undone: only gzip and deflate are read, and one of them alone`},
		"the header alone, without gzip":    {"gzip", `{"id":"A"}`, "A", `Content-Encoding "gzip" is not undone: gzip: invalid header`},
		"gzip, and no header that tells it": {"", zipped.String(), "", "no reference: the answer is unusable: it is not valid JSON, at byte 0"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := &relay.Response{Status: 200, Headers: []relay.Header{{Name: "content-encoding", Value: tt.coding}}, Body: []byte(tt.body)}
			want := relay.Judgement{Success: true, Reference: tt.want, Note: tt.note}
			if diff := cmp.Diff(want, provider.Finpilo().Judge(response)); diff != "" || string(response.Body) != tt.body {
				t.Errorf("judgement (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzJudge(f *testing.F) {
	f.Add(200, []byte(`{"accountingReferenceId":"INV-2026-0042"}`))
	f.Add(201, []byte(`{"id":1e999,"id":2}`))
	f.Add(204, []byte{})
	f.Add(-1, []byte("\xff\xfe{"))
	f.Add(200, []byte(`{"id":"\ud800"}`))
	f.Add(200, []byte(strings.Repeat("[", 11_000)))
	f.Add(200, []byte(strings.Repeat(`{"id":`, 11_000)))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		for _, dialect := range provider.All() {
			got := dialect.Judge(&relay.Response{Status: status, Body: body})
			if got.Success && (status < 200 || status > 299) {
				t.Errorf("%s: status %d is success", dialect.Traits().Name, status)
			}
			if !got.Success && got.Reference != "" {
				t.Errorf("%s: a reference %q without success", dialect.Traits().Name, got.Reference)
			}
			if len(got.Reference) > 255 || strings.ContainsFunc(got.Reference, unicode.IsControl) {
				t.Errorf("%s: reference %q", dialect.Traits().Name, got.Reference)
			}
			if len(got.Note) > 400 || strings.ContainsFunc(got.Note, unicode.IsControl) {
				t.Errorf("%s: note %q", dialect.Traits().Name, got.Note)
			}
		}
	})
}
