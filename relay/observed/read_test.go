package observed_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/observed"
)

func TestReadTakesWhatAppsWrite(t *testing.T) {
	t.Parallel()
	two := []relay.ObservedItem{
		{DocumentID: "invoice/4812", Amount: "121.00", Currency: "EUR", Reference: "INV-7"},
		{DocumentID: "4813", Amount: "-12.5", Currency: "SEK"},
	}
	tests := map[string]struct {
		text string
		want []relay.ObservedItem
	}{
		"an array": {`[{"document_id":"invoice/4812","amount":"121.00","currency":"EUR","reference":"INV-7"},
			{"document_id":4813,"amount":-12.5,"currency":"sek","reference":null,"note":{"deep":[1]}}]`, two},
		"an object with items": {`{"next":"c","items":[{"documentId":"invoice/4812","total":"121.00","Currency":"EUR","accountingReferenceId":"INV-7"},
			{"entity_id":"4813","amount":-12.5,"currency":"SEK"}],"more":false}`, two},
		"JSON lines": {"\ufeff" + `{"document_id":"invoice/4812","amount":121.00,"currency":"EUR","reference":"INV-7"}` + "\r\n" +
			`{"transaction_id":"4813","amount":"-12.5","currency":"SEK"}` + "\r\n", two},
		"an empty array":          {`[]`, nil},
		"an object without items": {`{"items":[]}`, nil},
		"CSV with commas":         {"\ufeffdocument_id,amount,currency,reference\r\ninvoice/4812,121.00,EUR,INV-7\r\n4813,-12.5,SEK,\r\n", two},
		"CSV with semicolons, quotes and columns of its own": {"Document ID;note;Total;Currency;Reference\n" +
			"\"invoice/4812\";\"a, \"\"b\"\"; c\nd\";\"121.00\";EUR;INV-7\n4813;;-12.5;sek;\n", two},
		"CSV with tabs and empty fields": {"note\tdocument-id\tamount\tcurrency\treference\n\tinvoice/4812\t121.00\tEUR\tINV-7\n\t4813\t-12.5\tSEK\t", two},
		"a header row alone":             {"id,amount\n", nil},
		"one column":                     {"id\nevt_1\n\nevt_2\n", []relay.ObservedItem{{ID: "evt_1"}, {ID: "evt_2"}}},
		"two ids, a kind": {`{"event_id":"evt_1","document_id":"7","kind":"payment","amount":1}`,
			[]relay.ObservedItem{{EventID: "evt_1", DocumentID: "7", Kind: "payment", Amount: "1"}}},
		"of two event ids the first":                {"webhook_id,event_id\nmsg_1,evt_1\n,evt_2\n", []relay.ObservedItem{{EventID: "msg_1"}, {EventID: "evt_2"}}},
		"an id that is missing beside a reference":  {"id,reference\nevt_1,INV-1\n,INV-2\n", []relay.ObservedItem{{ID: "evt_1", Reference: "INV-1"}, {Reference: "INV-2"}}},
		"blanks around values are not part of them": {"id , amount\n evt_1 , 5 \n", []relay.ObservedItem{{ID: "evt_1", Amount: "5"}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := observed.Read([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("items (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadSaysWhereAListCannotBeRead(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text         string
		line, column int
		want, found  string
	}{
		"nothing":                      {" \n ", 2, 2, "CSV with a header row", ""},
		"UTF-16":                       {"\xff\xfei\x00d\x00", 1, 1, "in UTF-8, not in UTF-16", "\xff\xfei\x00d\x00"},
		"no id column in CSV":          {"number,amount\n1,2\n", 1, 1, `event_id, document_id or id; the columns are "number", "amount"`, "number,amount"},
		"no id in the first JSON item": {"[\n  {\"number\":1,\"amount\":2}]", 2, 3, `the columns are "number", "amount"`, `{"number":1,"amount":2}]`},
		"a decimal comma in CSV":       {"id;amount\nä1;2\nö2;1.234,56\n", 3, 4, "an amount: write 1234.56", "1.234,56"},
		"a decimal comma in JSON":      {"[{\"id\":\"ä\",\"amount\": \"1.234,56\"}]", 1, 22, "an amount: write 1234.56", `"1.234,56"}]`},
		"an amount of another type":    {`{"id":"a","amount":{"value":1}}`, 1, 20, "a string or a number", `{"value":1}}`},
		"an exponent":                  {`{"id":"a","amount":1e3}`, 1, 20, "an amount: write digits", "1e3}"},
		"a currency sign":              {"id,currency\na,€\n", 2, 3, "three letters", "€"},
		"too few fields":               {"id,amount\na,1\nb\n", 3, 1, "as many fields as the header row", "b"},
		"a quote inside":               {"id,amount\na\"b,1\n", 2, 2, `CSV (bare "`, `"b,1`},
		"a quote that does not end":    {"id,amount\n\"a,1\nb,2\n", 2, 1, "a row whose quotes are closed", `"a,1`},
		"bytes that are no text":       {"id,amount\nab\xff,1\n", 2, 3, "text in UTF-8", "\xff,1"},
		"a row without an id":          {"id,amount\na,1\n  ,2\n", 3, 3, "an id", ",2"},
		"an item without an id":        {"[{\"id\":\"a\"},\n{\"amount\":1}]", 2, 1, "an id", `{"amount":1}]`},
		"two amounts that differ":      {"id,amount,total\na,100,121\n", 2, 7, "one column with the amount", "121"},
		"JSON that breaks off":         {"[{\"id\":\"a\"},\n", 2, 1, "JSON", ""},
		"JSON with a mistake":          {"[{\"id\":\"a\"}\n {\"id\":\"b\"}]", 2, 2, "JSON", `{"id":"b"}]`},
		"a key twice":                  {`{"id":"a","id":"b"}`, 1, 11, "each key once", `"id":"b"}`},
		"a list of words":              {"[\"a\"]", 1, 2, "an item: an object", `"a"]`},
		"a word after an item":         {"{\"id\":\"a\"}\n true", 2, 2, "an item, or a list", "true"},
		"what drives a terminal":       {"id,amount\na,\x1b[31m" + strings.Repeat("x", 100) + "\n", 2, 3, "an amount", "\x1b[31m" + strings.Repeat("x", 35) + "…"},
		"a value that is too long":     {"id,amount\n" + strings.Repeat("x", 1025) + ",1", 2, 1, "at most 1024 bytes", strings.Repeat("x", 40) + "…"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			items, err := observed.Read([]byte(tt.text))
			var placed *observed.Error
			if !errors.As(err, &placed) {
				t.Fatalf("%+v, %v", items, err)
			}
			if placed.Line != tt.line || placed.Column != tt.column || !strings.Contains(placed.Want, tt.want) || placed.Found != tt.found {
				t.Errorf("%d:%d want %q found %q", placed.Line, placed.Column, placed.Want, placed.Found)
			}
			if text := err.Error(); !strings.HasPrefix(text, fmt.Sprintf("line %d, column %d: expected ", tt.line, tt.column)) || strings.ContainsAny(text, "\x1b\n") {
				t.Errorf("%q", text)
			}
		})
	}
}

func TestReadIsBounded(t *testing.T) {
	t.Parallel()
	row := strings.Repeat("a,1\n", relay.MaxObserved)
	if items, err := observed.Read([]byte("id,amount\n" + row)); err != nil || len(items) != relay.MaxObserved {
		t.Errorf("%d items, %v", len(items), err)
	}
	var placed *observed.Error
	if _, err := observed.Read([]byte("id,amount\n" + row + "b,2\n")); !errors.As(err, &placed) || placed.Line != relay.MaxObserved+2 || placed.Found != "b,2" {
		t.Errorf("%v", err)
	}
	lines := strings.Repeat("{\"id\":1}\n", relay.MaxObserved)
	if items, err := observed.Read([]byte(lines)); err != nil || len(items) != relay.MaxObserved {
		t.Errorf("%d items, %v", len(items), err)
	}
	if _, err := observed.Read([]byte(lines + lines[:9])); !errors.As(err, &placed) || placed.Line != relay.MaxObserved+1 {
		t.Errorf("%v", err)
	}
}

// Whatever an app writes: no panic, an error has a place, and an item has a name and an amount that can be compared.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"", "[]", "{}", "[", "{\"items\":[{\"id\":1}]}", "{\"id\":1}\n{\"id\":2}", "id\n1", "id;amount\n1;2", "\ufeffid\ta\n\t", "id,\"a\nb\"\n1,2", "\xff\xfe",
		"[{\"id\":\"\\ud800\"}]", "id\n\"", "{\"id\":1,\"amount\":1e999}", "\r\n\r\nid\r\n1", "id\n\xff", "[[[[", "{\"items\":[{}", "id,id\n,\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		items, err := observed.Read(text)
		var placed *observed.Error
		switch {
		case err == nil:
			for i := range items {
				if _, err := relay.ParseAmount(items[i].Amount); items[i].Name() == "" || items[i].Amount != "" && err != nil {
					t.Errorf("%+v", items[i])
				}
			}
		case !errors.As(err, &placed):
			t.Errorf("%v has no place", err)
		case placed.Line < 1 || placed.Column < 1 || placed.Want == "" || len(placed.Found) > 200 || strings.Contains(placed.Found, "\n"):
			t.Errorf("%+v", placed)
		}
	})
}
