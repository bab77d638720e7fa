package provider_test

import (
	"bytes"
	jsonv1 "encoding/json"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// richJSON has everything that libraries write in different ways.
const richJSON = `{"name":"Café <b>&co</b>","n":100.00,"10":1e3,"2":"a/b","e":{},"l":[],"q":"say \"hi\" + 'x'","s":[1,2.50,-0.0,1E-7,12345678901234567890],"emoji":"😀","nl":"a\nb","ls":"x\u2028y"}`

// writtenAgain is richJSON parsed and written again, as Node 18 and Python 3 did when this was recorded.
func writtenAgain() map[string]string {
	return map[string]string{
		"JSON.stringify":                          "{\"2\":\"a/b\",\"10\":1000,\"name\":\"Café <b>&co</b>\",\"n\":100,\"e\":{},\"l\":[],\"q\":\"say \\\"hi\\\" + 'x'\",\"s\":[1,2.5,0,1e-7,12345678901234567000],\"emoji\":\"😀\",\"nl\":\"a\\nb\",\"ls\":\"x\u2028y\"}",
		"JSON.stringify, 2 blanks":                "{\n  \"2\": \"a/b\",\n  \"10\": 1000,\n  \"name\": \"Café <b>&co</b>\",\n  \"n\": 100,\n  \"e\": {},\n  \"l\": [],\n  \"q\": \"say \\\"hi\\\" + 'x'\",\n  \"s\": [\n    1,\n    2.5,\n    0,\n    1e-7,\n    12345678901234567000\n  ],\n  \"emoji\": \"😀\",\n  \"nl\": \"a\\nb\",\n  \"ls\": \"x\u2028y\"\n}",
		"JSON.stringify, 4 blanks":                "{\n    \"2\": \"a/b\",\n    \"10\": 1000,\n    \"name\": \"Café <b>&co</b>\",\n    \"n\": 100,\n    \"e\": {},\n    \"l\": [],\n    \"q\": \"say \\\"hi\\\" + 'x'\",\n    \"s\": [\n        1,\n        2.5,\n        0,\n        1e-7,\n        12345678901234567000\n    ],\n    \"emoji\": \"😀\",\n    \"nl\": \"a\\nb\",\n    \"ls\": \"x\u2028y\"\n}",
		"JSON.stringify, tabs":                    "{\n\t\"2\": \"a/b\",\n\t\"10\": 1000,\n\t\"name\": \"Café <b>&co</b>\",\n\t\"n\": 100,\n\t\"e\": {},\n\t\"l\": [],\n\t\"q\": \"say \\\"hi\\\" + 'x'\",\n\t\"s\": [\n\t\t1,\n\t\t2.5,\n\t\t0,\n\t\t1e-7,\n\t\t12345678901234567000\n\t],\n\t\"emoji\": \"😀\",\n\t\"nl\": \"a\\nb\",\n\t\"ls\": \"x\u2028y\"\n}",
		"Python's json.dumps":                     "{\"name\": \"Caf\\u00e9 <b>&co</b>\", \"n\": 100.0, \"10\": 1000.0, \"2\": \"a/b\", \"e\": {}, \"l\": [], \"q\": \"say \\\"hi\\\" + 'x'\", \"s\": [1, 2.5, -0.0, 1e-07, 12345678901234567890], \"emoji\": \"\\ud83d\\ude00\", \"nl\": \"a\\nb\", \"ls\": \"x\\u2028y\"}",
		"Python's json.dumps, compact separators": "{\"name\":\"Caf\\u00e9 <b>&co</b>\",\"n\":100.0,\"10\":1000.0,\"2\":\"a/b\",\"e\":{},\"l\":[],\"q\":\"say \\\"hi\\\" + 'x'\",\"s\":[1,2.5,-0.0,1e-07,12345678901234567890],\"emoji\":\"\\ud83d\\ude00\",\"nl\":\"a\\nb\",\"ls\":\"x\\u2028y\"}",
		"Python's json.dumps, ensure_ascii=False": "{\"name\": \"Café <b>&co</b>\", \"n\": 100.0, \"10\": 1000.0, \"2\": \"a/b\", \"e\": {}, \"l\": [], \"q\": \"say \\\"hi\\\" + 'x'\", \"s\": [1, 2.5, -0.0, 1e-07, 12345678901234567890], \"emoji\": \"😀\", \"nl\": \"a\\nb\", \"ls\": \"x\u2028y\"}",
		"Python's json.dumps, sort_keys":          "{\"10\": 1000.0, \"2\": \"a/b\", \"e\": {}, \"emoji\": \"\\ud83d\\ude00\", \"l\": [], \"ls\": \"x\\u2028y\", \"n\": 100.0, \"name\": \"Caf\\u00e9 <b>&co</b>\", \"nl\": \"a\\nb\", \"q\": \"say \\\"hi\\\" + 'x'\", \"s\": [1, 2.5, -0.0, 1e-07, 12345678901234567890]}",
		"Python's json.dumps, sort_keys, compact": "{\"10\":1000.0,\"2\":\"a/b\",\"e\":{},\"emoji\":\"\\ud83d\\ude00\",\"l\":[],\"ls\":\"x\\u2028y\",\"n\":100.0,\"name\":\"Caf\\u00e9 <b>&co</b>\",\"nl\":\"a\\nb\",\"q\":\"say \\\"hi\\\" + 'x'\",\"s\":[1,2.5,-0.0,1e-07,12345678901234567890]}",
		"Python's json.dumps, indent=2":           "{\n  \"name\": \"Caf\\u00e9 <b>&co</b>\",\n  \"n\": 100.0,\n  \"10\": 1000.0,\n  \"2\": \"a/b\",\n  \"e\": {},\n  \"l\": [],\n  \"q\": \"say \\\"hi\\\" + 'x'\",\n  \"s\": [\n    1,\n    2.5,\n    -0.0,\n    1e-07,\n    12345678901234567890\n  ],\n  \"emoji\": \"\\ud83d\\ude00\",\n  \"nl\": \"a\\nb\",\n  \"ls\": \"x\\u2028y\"\n}",
		"Python's json.dumps, indent=4":           "{\n    \"name\": \"Caf\\u00e9 <b>&co</b>\",\n    \"n\": 100.0,\n    \"10\": 1000.0,\n    \"2\": \"a/b\",\n    \"e\": {},\n    \"l\": [],\n    \"q\": \"say \\\"hi\\\" + 'x'\",\n    \"s\": [\n        1,\n        2.5,\n        -0.0,\n        1e-07,\n        12345678901234567890\n    ],\n    \"emoji\": \"\\ud83d\\ude00\",\n    \"nl\": \"a\\nb\",\n    \"ls\": \"x\\u2028y\"\n}",
	}
}

// php is what PHP's json_encode is documented to make of richJSON: / escaped, floats without .0, integers that do not fit
// 64 bits as floats.
const php = `{"name":"Caf\u00e9 <b>&co<\/b>","n":100,"10":1000,"2":"a\/b","e":{},"l":[],"q":"say \"hi\" + 'x'","s":[1,2.5,-0,1.0e-7,1.2345678901234567e+19],"emoji":"\ud83d\ude00","nl":"a\nb","ls":"x\u2028y"}`

// What the documentation of others says of them, not recorded from their programs: Ruby writes floats with .0 and
// U+2028 as it is, Rails escapes what HTML minds, and .NET everything that is not plain ASCII, numbers as they were.
const (
	ruby   = `{"name":"Café <b>&co</b>","n":100.0,"10":1000.0,"2":"a/b","e":{},"l":[],"q":"say \"hi\" + 'x'","s":[1,2.5,-0.0,1.0e-07,12345678901234567890],"emoji":"😀","nl":"a\nb","ls":"x` + "\u2028" + `y"}`
	rails  = `{"name":"Café \u003cb\u003e\u0026co\u003c/b\u003e","n":100.0,"10":1000.0,"2":"a/b","e":{},"l":[],"q":"say \"hi\" + 'x'","s":[1,2.5,-0.0,1.0e-07,12345678901234567890],"emoji":"😀","nl":"a\nb","ls":"x\u2028y"}`
	dotNet = `{"name":"Caf\u00E9 \u003Cb\u003E\u0026co\u003C/b\u003E","n":100.00,"10":1e3,"2":"a/b","e":{},"l":[],"q":"say \u0022hi\u0022 \u002B \u0027x\u0027","s":[1,2.50,-0.0,1E-7,12345678901234567890],"emoji":"\uD83D\uDE00","nl":"a\nb","ls":"x\u2028y"}`
)

// Every product's receiver that parses the body and writes it again is told so, and by which library's habits.
func TestExplainReserialisedJSON(t *testing.T) {
	t.Parallel()
	all := writtenAgain()
	all["PHP's json_encode"] = php
	all["PHP's json_encode, JSON_UNESCAPED_SLASHES"] = strings.ReplaceAll(php, `\/`, `/`)
	all["PHP's json_encode of an array"] = strings.ReplaceAll(php, `{}`, `[]`)
	all["Ruby's to_json"], all["Rails' to_json"], all[".NET's JsonSerializer"] = ruby, rails, dotNet
	var v any
	if err := jsonv1.Unmarshal([]byte(richJSON), &v); err != nil {
		t.Fatal(err)
	}
	ofMap, err := jsonv1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	all["Go's json.Marshal of a map"] = string(ofMap)
	indented, err := jsonv1.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	all["Go's json.MarshalIndent of a map"] = string(indented)
	var kept bytes.Buffer
	if err := jsonv1.Indent(&kept, []byte(richJSON), "", "  "); err != nil {
		t.Fatal(err)
	}
	all["indented by 2, numbers as written"] = strings.ReplaceAll(kept.String(), `\u2028`, "\u2028")
	for name, p := range signers(t) {
		p.body = []byte(richJSON)
		for words, body := range all {
			t.Run(name+" "+words, func(t *testing.T) {
				t.Parallel()
				e := p.explainComputed(t, p.encode(p.mac(p.text([]byte(body)), p.key)))
				p.wantsMistake(t, &e, "reserialised-json", words)
				e = p.explainComputed(t, p.encode(p.mac(p.text([]byte(body+"\n")), p.key)))
				p.wantsMistake(t, &e, "reserialised-json", "line feed")
			})
		}
	}
}

// Two mistakes at once are told as two.
func TestExplainReserialisedJSONWithAnotherMistake(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		p.body = []byte(richJSON)
		again := []byte(writtenAgain()["Python's json.dumps"])
		e := p.explainComputed(t, p.encode(p.mac(p.text(again), []byte(p.secrets[0]+"\n"))))
		p.wantsMistake(t, &e, "reserialised-json+secret-blank", "over re-serialised JSON (Python's json.dumps), with a line break or blank beside the secret")
		if name == "silverfin" {
			continue
		}
		e = p.explainComputed(t, p.encode(p.mac([]byte(p.id+"."+string(again)), p.key)))
		p.wantsMistake(t, &e, "reserialised-json+signed-id", "over id.body instead of")
	}
}

// A body that would grow out of all proportion when it is indented is not written out.
func TestExplainBoundsWhatItWrites(t *testing.T) {
	t.Parallel()
	for name, p := range signers(t) {
		p.body = []byte(strings.Repeat("[", 9000) + strings.Repeat("]", 9000))
		e := p.explainComputed(t, strings.Repeat("00", 32))
		if e.Verdict != relay.SignatureWrong || e.Mistake != nil {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
