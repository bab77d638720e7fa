package export_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func TestScenario(t *testing.T) {
	t.Parallel()
	e := event("contact_changed", `{"id":"301","name":"Piet Bell","company_name":"Bell \u001b[2J BV","email":"piet@bell.test","phone":"+31 6 1234 5678","address1":"Dam 1",
		"sepa_iban":"NL02ABNA0123456789","sepa_iban_account_name":"P. Bell","city":"Breda","total":121.00,"paid":true,"none":null,"empty":{},"list":[],
		"hint":"ask piet@bell.test of NL02 ABNA 0123 4567 89, order NL02ABNA0123456780","token":"abc","contact_id":"77","lines":[{"name":"Paper A4","price":"22.50"},[1,"x"]]}`)
	d, a := attemptOf("http://127.0.0.1:3000/hooks?***", []byte("{}"), nil)
	d.Provider, d.Type, d.State, d.CreatedAt = "moneybird", e.Type, "delivered", e.CreatedAt
	d.Attempts = nil
	for i, status := range []int{503, 503, 0, 200} {
		a.Number, a.Status, a.StartedAt = i+1, status, control.Time{Time: e.CreatedAt.Add(time.Duration(i) * time.Minute)}
		a.Faults, a.Outcome = nil, map[int]string{503: "http_error", 0: "timeout", 200: "success"}[status]
		if status == 503 {
			a.Faults = []control.Fault{{Name: "status", Value: "503", At: "sender"}, {Name: "slow-reply", At: "sender"}}
		}
		if i >= 2 {
			a.Faults = []control.Fault{{Name: "hang", At: "sender"}, {Name: "duplicate", At: "sender"}}
		}
		d.Attempts = append(d.Attempts, *a)
	}
	d.Attempts[3].Faults = d.Attempts[3].Faults[:1]
	got, err := export.Scenario(d, e)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "scenario.golden", string(got))
}

// Every event type that there is can be exported, and no firm in it is named, but in texts that name somebody whom nothing else
// does.
func TestScenariosOfAllSamples(t *testing.T) {
	t.Parallel()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile("../../fixtures/pool/companies.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(table)) {
		if name, _, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			names = append(names, name)
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d names", len(names))
	}
	seen := 0
	for _, provider := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
		for _, eventType := range samples.Types(provider) {
			s, err := samples.Sample(provider, eventType.Name, relay.Draw{Key: "1", Number: 1, Now: time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC), BaseURL: "http://127.0.0.1:7117"})
			if err != nil {
				t.Fatal(err)
			}
			text, err := export.Scenario(&control.Delivery{ID: "dlv_1", Provider: provider, Type: eventType.Name}, event(eventType.Name, string(s.Data)))
			if err != nil {
				t.Fatalf("%s %s: %v", provider, eventType.Name, err)
			}
			var back yaml.MapSlice
			if err := yaml.Unmarshal(text, &back); err != nil {
				t.Fatalf("%s %s: %v\n%s", provider, eventType.Name, err, text)
			}
			for _, name := range names {
				if strings.Contains(string(text), name) && !strings.HasPrefix(eventType.Name, "project_") {
					t.Errorf("%s %s names %s:\n%s", provider, eventType.Name, name, text)
				}
			}
			seen++
		}
	}
	if seen < 400 {
		t.Errorf("only %d event types", seen)
	}
}

// Whatever the data is, the file reads back as it, and drives no terminal.
func TestScenarioDataSurvives(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOf(rapid.SampledFrom([]rune("ab: #-'\"{}[]&*!|>%@`,?$\\\n\t\x1b\u202e\u0085€é~17"))).
			Filter(func(text string) bool { return !strings.Contains(text, relay.Masked) }) // a mask is replaced, as mail addresses are
		keys := rapid.StringOf(rapid.SampledFrom([]rune("qw: #-'\"{}[]&*!|>%@`,?\\€é~17.")))
		data := map[string]string{}
		for range rapid.IntRange(0, 4).Draw(t, "keys") {
			data["x"+keys.Draw(t, "key")] = words.Draw(t, "text")
		}
		text, err := json.Marshal(map[string]map[string]string{"d": data})
		if err != nil {
			t.Fatal(err)
		}
		out, err := export.Scenario(&control.Delivery{ID: "dlv_1"}, event("x", string(text)))
		if err != nil {
			t.Fatal(err)
		}
		var back struct {
			Steps []struct {
				Trigger struct{ Data map[string]map[string]string }
			}
		}
		if err := yaml.Unmarshal(out, &back); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for key, text := range data {
			data[key] = strings.ReplaceAll(text, "$", "$$")
		}
		if diff := cmp.Diff(data, back.Steps[0].Trigger.Data["d"]); diff != "" {
			t.Fatalf("(-want +got):\n%s\n%s", diff, out)
		}
		if shown := strings.ReplaceAll(string(out), "\n", ""); relay.Visible(shown) != shown {
			t.Fatalf("it drives a terminal: %q", out)
		}
	})
}

func TestScenarioOfUnusualData(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		"":                    "type: \"x\"\n",
		"null":                "data: null\n",
		`"a"`:                 "data: \"a\"\n",
		`{"q\u001b":1}`:       "\"q\\\\x1b\": 1\n",
		`{"amount":1000.00}`:  "amount: 1000.00\n",
		`[{"name":"Piet P"}]`: "name: \"Piet P\"\n", // of a thing, as far as anybody knows
	} {
		out, err := export.Scenario(&control.Delivery{ID: "dlv_1", Type: "x"}, event("x", data))
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v\n%s", data, err, out)
		}
	}
	if out, err := export.Scenario(&control.Delivery{ID: "dlv_1"}, event("x", `{"a":`)); err == nil {
		t.Errorf("broken data became %s", out)
	}
}
