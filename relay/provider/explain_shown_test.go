package provider_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// odd is a body with what languages show of an object in ways of their own, and with what JSON writers differ in.
const odd = `{"z":true,"b":null,"c":[],"d":{},"e":[1,2.5,1.0],"f":"it's","g":"\"q\"","h":"it's \"q\"","i":"\\ \n\t\u0007 é – € 😀","j":"#{x} #y","k":"<&>","url":"http://a/b"}`

// What Python and Ruby themselves show of a parsed body is recognised.
func TestExplainShownObject(t *testing.T) {
	t.Parallel()
	for _, shown := range []struct{ command, flag, program, words string }{
		{"python3", "-c", `import json,sys; sys.stdout.buffer.write(str(json.loads(sys.stdin.buffer.read())).encode())`, "Python's str()"},
		{"ruby", "-rjson", `-eEncoding.default_external = "UTF-8"; print JSON.parse($stdin.read).to_s`, "Ruby's to_s"},
	} {
		if _, err := exec.LookPath(shown.command); err != nil {
			continue
		}
		run := exec.CommandContext(t.Context(), shown.command, shown.flag, shown.program)
		run.Stdin = strings.NewReader(odd)
		text, err := run.Output()
		if err != nil {
			t.Fatalf("%s: %v", shown.command, err)
		}
		for _, p := range signers(t) {
			p.body = []byte(odd)
			e := p.explainComputed(t, p.encode(p.mac(p.text(text), p.key)))
			p.wantsMistake(t, &e, "object-as-text", shown.words)
		}
	}
}

// Bytes that other writers make of a body.
func TestExplainMoreWriters(t *testing.T) {
	t.Parallel()
	var parsed any
	reader := json.NewDecoder(strings.NewReader(odd))
	reader.UseNumber()
	if err := reader.Decode(&parsed); err != nil {
		t.Fatal(err)
	}
	numbers, err := json.Marshal(parsed)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(odd), &parsed); err != nil {
		t.Fatal(err)
	}
	tabs, err := json.MarshalIndent(parsed, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(odd)
	if err != nil {
		t.Fatal(err)
	}
	bytes, err := json.Marshal([]byte(odd))
	if err != nil {
		t.Fatal(err)
	}
	p := signers(t)["moneybird"]
	p.body = []byte(odd)
	for what, tt := range map[string]struct{ id, words, body string }{
		"numbers kept, keys in order": {"reserialised-json", "Go's json.Marshal of a map, numbers as written", string(numbers)},
		"tabs":                        {"reserialised-json", "tabs", string(tabs)},
		"a string":                    {"quoted-body", "Go's json.Marshal", string(text)},
		"bytes":                       {"encoded-body", "in quotes", string(bytes)},
		"an array of PHP":             {"object-as-text", "PHP", "Array"},
		"upper-case hex":              {"encoded-body", "upper case", fmt.Sprintf("%X", odd)},
	} {
		e := p.explainComputed(t, p.encode(p.mac(p.text([]byte(tt.body)), p.key)))
		if e.Mistake == nil {
			t.Errorf("%s: no mistake", what)
			continue
		}
		p.wantsMistake(t, &e, tt.id, tt.words)
	}
}

// The usual ways to sort an object, ksort and Object.entries().sort() among them, leave the ones inside as they are.
func TestExplainOuterKeysSorted(t *testing.T) {
	t.Parallel()
	for _, p := range signers(t) {
		p.body = []byte(`{"z":1,"a":{"z":1,"b":"/"}}`)
		for sorted, id := range map[string]string{
			`{"a":{"z":1,"b":"/"},"z":1}`: "keys-reordered", `{"a":{"z":1,"b":"\/"},"z":1}`: "reserialised-json",
			`{"a":{"b":"/","z":1},"z":1}`: "keys-reordered",
		} {
			e := p.explainComputed(t, p.encode(p.mac(p.text([]byte(sorted)), p.key)))
			p.wantsMistake(t, &e, id, "")
		}
	}
}
