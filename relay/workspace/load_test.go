package workspace

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// variables are the environment of a test.
func variables(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

// sameFile leaves out where things stand, and compares secrets.
func sameFile() cmp.Options {
	return cmp.Options{
		cmp.AllowUnexported(Secret{}), cmpopts.IgnoreUnexported(File{}), cmpopts.EquateEmpty(),
		cmp.Transformer("name", func(d declared) string { return d.Name }),
		cmpopts.IgnoreTypes(strictyaml.Position{}),
		cmp.AllowUnexported(Subscription{}, Fault{}),
	}
}

func TestTheExampleIsRead(t *testing.T) {
	t.Parallel()
	got, err := Load("testdata/example.yaml", variables(map[string]string{"FINTORO_WEBHOOK_SECRET": "s3cret"}))
	if err != nil {
		t.Fatal(err)
	}
	want := &File{
		Path: "testdata/example.yaml",
		Settings: []Setting{
			{Name: "listen", Values: []string{"127.0.0.1:7117"}},
			{Name: "time-scale", Values: []string{"1000"}},
		},
		Subscriptions: []Subscription{
			{
				declared: declared{Name: "erp"}, Provider: "fintoro",
				URL:    Text{"http://127.0.0.1:3000/webhooks/fintoro", "http://127.0.0.1:3000/webhooks/fintoro"},
				Events: []string{"invoices.paid", "invoices.created"}, Secret: Secret{"s3cret"},
			},
			{
				declared: declared{Name: "bookkeeping"}, Provider: "bookkeeper",
				URL:   Text{"http://${BOOKS_HOST:-127.0.0.1:3000}/webhooks/bookkeeper", "http://127.0.0.1:3000/webhooks/bookkeeper"},
				URLs:  map[string]Text{"payment.confirmed": {"http://127.0.0.1:3000/webhooks/payments", "http://127.0.0.1:3000/webhooks/payments"}},
				Retry: "5s,5m", Concurrency: 4, Rate: 10, Paused: true,
			},
		},
		Faults: []Fault{{
			declared: declared{Name: "lost-answer"},
			Rule:     control.AddFault{Name: "lose-ack", At: "sender", Filter: "provider:fintoro", First: 1},
		}},
	}
	if diff := cmp.Diff(want, got, sameFile()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatAFileMaySay(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want File
	}{
		"nothing at all, in so many words": {"subscriptions: {}", File{}},
		"sections that are left empty":     {"serve:\nsubscriptions:\nfaults: # later\n", File{}},
		"a document mark":                  {"---\nfaults: {}\n", File{}},
		"flags as they are typed": {"serve: {seed: 042, keep: 7d, bare: true, db: ':memory:', time-scale: 1e3, assume-public: [a=b, c=d]}", File{Settings: []Setting{
			{Name: "seed", Values: []string{"042"}}, {Name: "keep", Values: []string{"7d"}}, {Name: "bare", Values: []string{"true"}},
			{Name: "db", Values: []string{":memory:"}}, {Name: "time-scale", Values: []string{"1e3"}}, {Name: "assume-public", Values: []string{"a=b", "c=d"}},
		}}},
		"an alias for a value": {"subscriptions:\n  a: {provider: fintoro, url: &u http://a}\n  b: {provider: fintoro, url: *u}", File{Subscriptions: []Subscription{
			{declared: declared{Name: "a"}, Provider: "fintoro", URL: Text{"http://a", "http://a"}},
			{declared: declared{Name: "b"}, Provider: "fintoro", URL: Text{"http://a", "http://a"}},
		}}},
		"an alias for all fields": {"subscriptions:\n  a: &a {provider: fintoro, url: http://a}\n  b: *a", File{Subscriptions: []Subscription{
			{declared: declared{Name: "a"}, Provider: "fintoro", URL: Text{"http://a", "http://a"}},
			{declared: declared{Name: "b"}, Provider: "fintoro", URL: Text{"http://a", "http://a"}},
		}}},
		"no retry, and a block of text": {"subscriptions:\n  a:\n    provider: fintoro\n    url: |\n      http://a\n    retry: []\n", File{Subscriptions: []Subscription{
			{declared: declared{Name: "a"}, Provider: "fintoro", URL: Text{"http://a", "http://a"}, Retry: "none"},
		}}},
		"a fault with a value, at the sender unless it says otherwise": {"faults: {x: {fault: 'status=503', chance: .5, limit: 3}}", File{Faults: []Fault{
			{declared: declared{Name: "x"}, Rule: control.AddFault{Name: "status", Value: "503", Chance: .5, Limit: 3}},
		}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Decode("l.yaml", []byte(test.text), variables(nil))
			if err != nil {
				t.Fatal(err)
			}
			test.want.Path = "l.yaml"
			if diff := cmp.Diff(&test.want, got, sameFile()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The texts are what a person reads: place, problem, and what to write instead.
func TestMistakes(t *testing.T) {
	t.Parallel()
	sub := func(field string) string { return "subscriptions:\n  erp:\n    provider: fintoro\n    " + field + "\n" }
	tests := map[string]struct{ text, want string }{
		"empty":                                 {"", "l.yaml: it is empty, which may be a save that is not over (write subscriptions: {} where it is to declare nothing)"},
		"only a comment":                        {"# later\n", "l.yaml: it is empty, which may be a save that is not over (write subscriptions: {} where it is to declare nothing)"},
		"unknown section":                       {"subscription: {}", `l.yaml:1:1: ledgerhook.yaml knows no "subscription" (did you mean subscriptions?)`},
		"wrong case":                            {"Faults: {}", `l.yaml:1:1: ledgerhook.yaml knows no "Faults" (did you mean faults?)`},
		"nothing near":                          {"webhooks: {}", `l.yaml:1:1: ledgerhook.yaml knows no "webhooks" (it knows faults, relay, serve, subscriptions)`},
		"a list":                                {"[a]", "l.yaml:1:1: ledgerhook.yaml must hold fields, not a list"},
		"text":                                  {"hello", "l.yaml:1:1: ledgerhook.yaml must hold fields, not text"},
		"unknown field":                         {sub("provder: x"), `l.yaml:4:5: subscription erp knows no "provder" (did you mean provider?)`},
		"underscores":                           {sub("at_most_once: true"), `l.yaml:4:5: subscription erp knows no "at_most_once" (did you mean at-most-once?)`},
		"field twice":                           {sub("provider: x"), `l.yaml:4:5: "provider" is in subscription erp twice (it is in line 3 too)`},
		"section twice":                         {"faults: {}\nfaults: {}", `l.yaml:2:1: "faults" is in ledgerhook.yaml twice (it is in line 1 too)`},
		"no provider":                           {"subscriptions: {erp: {url: http://a}}", "l.yaml:1:17: subscription erp names no provider (such as provider: fintoro)"},
		"nothing in it":                         {"subscriptions:\n  erp:\n", "l.yaml:2:8: subscription erp must hold fields, not nothing"},
		"a number for text":                     {sub("secret: 12345"), "l.yaml:4:13: secret must be text, not a number (put it in quotes)"},
		"true for text":                         {sub("url: true"), "l.yaml:4:10: url must be text, not true or false (put it in quotes)"},
		"nothing for text":                      {sub("url:"), "l.yaml:4:10: url must be text, not nothing"},
		"a list for text":                       {sub("url: [a]"), "l.yaml:4:10: url must be text, not a list"},
		"text for a list":                       {sub("events: invoices.paid"), "l.yaml:4:13: events must be a list, not text (write it like [a, b])"},
		"a number in a list":                    {sub("events: [1]"), "l.yaml:4:14: each of events must be text, not a number (put it in quotes)"},
		"a number for waits":                    {sub("retry: 5"), "l.yaml:4:12: retry must be text, not a number (put it in quotes)"},
		"text for a number":                     {sub("rate: fast"), "l.yaml:4:11: rate must be a number, not text"},
		"a fraction for a count":                {sub("concurrency: 1.5"), "l.yaml:4:18: concurrency must be a whole number, not a number"},
		"below zero":                            {sub("concurrency: -1"), "l.yaml:4:18: concurrency must be between 0 and 2147483647"},
		"a rate below zero":                     {sub("rate: -0.5"), "l.yaml:4:11: rate must be a number of at least 0"},
		"too large":                             {sub("concurrency: 99999999999"), "l.yaml:4:18: concurrency must be between 0 and 2147483647"},
		"no end":                                {sub("rate: .inf"), "l.yaml:4:11: rate must be a number, not a number"},
		"yes for true":                          {sub("ordered: yes"), "l.yaml:4:14: ordered must be true or false, not text"},
		"empty secret":                          {sub("secret: ''"), "l.yaml:4:13: secret is empty (leave it out to have one drawn)"},
		"a variable that is not set":            {sub("secret: ${NOPE}"), "l.yaml:4:13: secret: the variable NOPE is not set (export NOPE=…, or write ${NOPE:-default})"},
		"in a URL":                              {sub("url: http://${NOPE}/"), "l.yaml:4:10: url: the variable NOPE is not set (export NOPE=…, or write ${NOPE:-default})"},
		"a single dollar":                       {sub("secret: pa$word"), "l.yaml:4:13: secret: a single $ stands for nothing (write ${NAME} for a variable, and $$ for a dollar)"},
		"an open variable":                      {sub("secret: ${NAME"), "l.yaml:4:13: secret: what stands behind ${ is no name of a variable (write ${NAME} or ${NAME:-default})"},
		"a key that is no text":                 {"subscriptions: {1: {}}", "l.yaml:1:17: a key of subscriptions must be text, not a number (put it in quotes)"},
		"an empty name":                         {"subscriptions: {'': {}}", "l.yaml:1:17: a key of subscriptions is empty or begins or ends with a space"},
		"a long name":                           {"subscriptions: {" + strings.Repeat("x", 101) + ": {}}", "l.yaml:1:17: a key of subscriptions is longer than 100 bytes"},
		"an escape in a name":                   {`subscriptions: {"a\e[31m": {}}`, "l.yaml:1:17: a key of subscriptions holds a control character"},
		"an escape in a text":                   {sub(`url: "http://a\n"`), "l.yaml:4:10: url holds a control character"},
		"letters that turn text":                {"\u202esubs: {}", `l.yaml:1:1: ledgerhook.yaml knows no "\u202esubs" (it knows faults, relay, serve, subscriptions)`},
		"no fault":                              {"faults: {x: {first: 1}}", "l.yaml:1:10: fault x names no fault (such as fault: lose-ack; ledgerhook faults catalog lists them)"},
		"no such place":                         {"faults: {x: {fault: lose-ack, at: reciever}}", `l.yaml:1:35: there is no place "reciever" (did you mean receiver?)`},
		"a bad filter":                          {"faults: {x: {fault: lose-ack, filter: 'stat:1'}}", `l.yaml:1:39: filter term "stat:1" at position 0: no field "stat"; did you mean state`},
		"a setting that is a map":               {"serve: {listen: {a: b}}", "l.yaml:1:17: serve.listen must be text, not fields"},
		"two documents":                         {"faults: {}\n---\nfaults: {}\n", "l.yaml:3:1: a second document begins (the file holds one)"},
		"a tag":                                 {"faults: !!map {}", "l.yaml:1:9: tags are not taken"},
		"a merge key":                           {"faults: {x: &x {fault: hang}, y: {<<: *x}}", "l.yaml:1:35: merge keys are not taken (write the fields out; a single value may be an alias)"},
		"an unknown anchor":                     {"faults: *x", `l.yaml:1:9: no anchor "x" stands above`},
		"an anchor further below":               {"faults: *x\nserve: &x {}", `l.yaml:1:9: no anchor "x" stands above`},
		"an anchor twice":                       {"faults: &x {}\nserve: &x {}", `l.yaml:2:8: anchor "x" is there twice`},
		"an alias in itself":                    {"faults: &x {y: *x}", `l.yaml:1:13: fault y knows no "y" (did you mean at?)`},
		"no YAML":                               {"faults: [", "l.yaml:1:9: sequence end token ']' not found"},
		"tabs for indentation":                  {"faults:\n\tx: {}", "l.yaml:2:1: found character '\\t' that cannot start any token"},
		"an open quote with a secret behind it": {sub(`secret: "hunter2`), "l.yaml:4:13: could not find end character of double-quoted text"},
		"a byte order mark":                     {"\uFEFFfaults: {}", "l.yaml:1:1: it begins with a byte order mark (save it as UTF-8 without one)"},
		"invalid UTF-8":                         {"faults: {}\n# \xff", "l.yaml:2:3: byte 0xff is not valid UTF-8"},
		"a NUL":                                 {"faults:\x00 {}", "l.yaml:1:8: control character U+0000 is not allowed"},
		"an escape":                             {"# \x1b[31m", "l.yaml:1:3: control character U+001B is not allowed"},
		"too many bytes":                        {strings.Repeat("#", strictyaml.MaxBytes+1), "l.yaml:1:1: it holds more than 1048576 bytes"},
		"too deep":                              {strings.Repeat("[", 10_000), "l.yaml:1:33: it is nested too deep"},
		"too deep without brackets":             {strings.Repeat("- ", 5_000), "l.yaml:1:65: it is nested too deep"},
		"too many words":                        {"serve: [" + strings.Repeat("a,", 10_001) + "]", "l.yaml:1:1: it holds 20006 words and signs, of which 20000 are allowed"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decode("l.yaml", []byte(test.text), variables(nil))
			if err == nil {
				t.Fatal("it was taken")
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Ten lines that stand for billions of values are read within the same bound as any other file.
func TestAliasesAreCounted(t *testing.T) {
	t.Parallel()
	text := "subscriptions:\n  s0: {provider: fintoro, url: http://a, events: &e [" + strings.TrimSuffix(strings.Repeat("a, ", 4000), ", ") + "]}\n"
	for i := range 500 {
		text += "  t" + strings.Repeat("x", i%90) + string(rune('a'+i/90)) + ": {provider: fintoro, url: http://a, events: *e}\n"
	}
	_, err := Decode("l.yaml", []byte(text), variables(nil))
	if err == nil || !strings.Contains(err.Error(), "more than 20000 values are used (use fewer aliases)") {
		t.Errorf("%v", err)
	}
}

func TestNoErrorOrPrintShowsASecret(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"subscriptions: {a: {provider: x, secret: hunter2, url: 1}}", "subscriptions: {a: {provider: x, secret: 'hunter2}}",
		"subscriptions:\n  a:\n    secret: hunter2\n   b: c", "secret: [hunter2\n", "a: \"hunter2\\q\"",
		"subscriptions:\n a:\n  secret: |\n hunter2\n", "x: !hunter2 y", "a: b: hunter2", "a: hunter2\n  b: c", "subscriptions: {a: {provider: x, secret: ${V}x$}}",
	} {
		_, err := Decode("l.yaml", []byte(text), variables(map[string]string{"V": "hunter2"}))
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", text, err)
		}
	}
	file, err := Decode("l.yaml", []byte("subscriptions: {a: {provider: x, url: http://a, secret: hunter2}}"), variables(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(format, file.Subscriptions); strings.Contains(text, "hunter2") {
			t.Errorf("%s prints %s", format, text)
		}
	}
}

func TestLoadRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Load(dir, os.Getenv); err == nil || !strings.Contains(err.Error(), "it is no regular file") {
		t.Errorf("a directory: %v", err)
	}
	if _, err := Load(dir+"/none.yaml", os.Getenv); !os.IsNotExist(err) {
		t.Errorf("nothing: %v", err)
	}
}
