package fault_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

var _ relay.Faults = (*fault.Catalogue)(nil)

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		rule relay.FaultRule
		want *relay.InputError // nil: fine
	}{
		"status at the sender":     {relay.FaultRule{Name: "status", Value: "503", At: relay.AtSender}, nil},
		"status at the receiver":   {relay.FaultRule{Name: "status", Value: "200", At: relay.AtReceiver}, nil},
		"lose-ack at the sender":   {relay.FaultRule{Name: "lose-ack", At: relay.AtSender}, nil},
		"lose-ack at the receiver": {relay.FaultRule{Name: "lose-ack", At: relay.AtReceiver}, nil},
		"a mistyped name gets the nearest one": {
			relay.FaultRule{Name: "looseack", At: relay.AtSender},
			&relay.InputError{Field: "fault", Problem: `no fault named "looseack"`, Hint: "did you mean lose-ack?"},
		},
		"a name far from all gets the way to the list": {
			relay.FaultRule{Name: "earthquake", At: relay.AtSender},
			&relay.InputError{Field: "fault", Problem: `no fault named "earthquake"`, Hint: "`ledgerhook faults catalog` lists them"},
		},
		"status without a code": {
			relay.FaultRule{Name: "status", At: relay.AtSender},
			&relay.InputError{Field: "fault", Problem: "status needs a code from 200 to 599", Hint: "for example status=503"},
		},
		"lose-ack with a value": {
			relay.FaultRule{Name: "lose-ack", Value: "1", At: relay.AtSender},
			&relay.InputError{Field: "fault", Problem: "lose-ack takes no value", Hint: "write lose-ack"},
		},
		"a place where the fault cannot be": {
			relay.FaultRule{Name: "lose-ack", At: relay.AtAPI},
			&relay.InputError{Field: "at", Problem: `lose-ack cannot be at "api"`, Hint: "use sender or receiver"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got *relay.InputError
			if err := fault.New().Check(&test.rule); err != nil && !errors.As(err, &got) {
				t.Fatalf("Check gave a %T: %v", err, err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("Check (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckStatusCode(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{
		"200": true, "404": true, "599": true,
		"199": false, "600": false, "100": false, "": false, "0503": false, "50": false, "-50": false, "+50": false, "5xx": false, " 503": false, "５０３": false,
	}
	for value, want := range tests {
		err := fault.New().Check(&relay.FaultRule{Name: "status", Value: value, At: relay.AtSender})
		if (err == nil) != want {
			t.Errorf("status=%s: %v, want valid %v", value, err, want)
		}
	}
}

// ruleOf reads an example as the command line does, as far as it matters here.
func ruleOf(t *testing.T, example string) relay.FaultRule {
	t.Helper()
	words := strings.Fields(example)
	if len(words) < 3 || words[0] != "faults" || words[1] != "add" {
		t.Fatalf("example %q adds no fault", example)
	}
	var rule relay.FaultRule
	rule.Name, rule.Value, _ = strings.Cut(words[2], "=")
	for i, word := range words {
		switch word {
		case "--at":
			rule.At = relay.FaultPlace(words[i+1])
		case "--filter":
			rule.Filter = words[i+1]
		}
	}
	return rule
}

// Every fault says what it stands for and what to do about it, its example can be added, and at each of its places it does
// something: so a rule that passes Check never does nothing.
func TestListTellsTheTruth(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, entry := range fault.New().List() {
		for what, text := range map[string]string{"meaning": entry.Meaning, "expect": entry.Expect, "example": entry.Example} {
			if text == "" || strings.Contains(text, "\n") {
				t.Errorf("%s: its %s is %q", entry.Name, what, text)
			}
		}
		if seen[entry.Name] || len(entry.Places) == 0 || entry.Stage == 0 {
			t.Errorf("bad entry %+v", entry)
		}
		seen[entry.Name] = true
		rule := ruleOf(t, entry.Example)
		if err := fault.New().Check(&rule); err != nil || rule.Name != entry.Name || rule.Stage == 0 {
			t.Errorf("%s: its example is %+v: %v", entry.Name, rule, err)
		}
		if err := rule.Validate(); err != nil {
			t.Errorf("%s: its example: %v", entry.Name, err)
		}
		for _, place := range entry.Places {
			rule := relay.FaultRule{Name: entry.Name, Value: rule.Value, At: place}
			if err := fault.New().Check(&rule); err != nil {
				t.Errorf("%s at %s: %v", rule.Spec(), place, err)
			}
			if note := noteAt(place, &rule); strings.Contains(note, "not applied") {
				t.Errorf("%s at %s: %s", rule.Spec(), place, note)
			}
		}
		if entry.Value != "" && entry.Default == "" {
			continue
		}
		if err := fault.New().Check(&relay.FaultRule{Name: entry.Name}); err != nil {
			t.Errorf("%s without a value: %v", entry.Name, err)
		}
	}
}

// noteAt lets a rule act on something that it can act on, and tells what it noted.
func noteAt(place relay.FaultPlace, rule *relay.FaultRule) string {
	var hit relay.AppliedFault
	c := fault.New()
	traits := &relay.Traits{SignatureHeaders: []string{"X-Signature"}, SignsTime: true, TypePath: "type", StatePath: "state"}
	switch {
	case place == relay.AtAPI:
		if c.Read(rule) == (relay.ReadFault{}) {
			return "not applied"
		}
	case place == relay.AtReceiver:
		c.Receiver(rule, &hit, http.NotFoundHandler())
	case rule.Stage == relay.PlanStage:
		c.Plan(rule, &hit, 0.5)
	case rule.Stage == relay.SignStage:
		c.Sign(rule, &hit, &relay.Unsigned{SignInput: relay.SignInput{Body: []byte(`{"type":"a","state":"paid"}`), Secrets: []string{"s3cret"}}, Traits: traits})
	case rule.Stage == relay.SignedStage:
		c.Signed(rule, &hit, &relay.Signed{Headers: []relay.Header{{Name: "X-Signature", Value: "abc"}}, Body: []byte("{}"), Traits: traits})
	default:
		c.Wire(rule, &hit, http.DefaultTransport)
	}
	return hit.Note
}

func TestRulesThatCheckRefusesChangeNothing(t *testing.T) {
	t.Parallel()
	for _, rule := range []relay.FaultRule{{Name: "earthquake"}, {Name: "status", Value: "99"}} {
		var hit relay.AppliedFault
		work := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
		answer := httptest.NewRecorder()
		fault.New().Receiver(&rule, &hit, work).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/", nil))
		if answer.Code != http.StatusTeapot || !strings.HasPrefix(hit.Note, "not applied") {
			t.Errorf("%s at the receiver: status %d, note %q", rule.Spec(), answer.Code, hit.Note)
		}
		if next := fault.New().Wire(&rule, &hit, http.DefaultTransport); next != http.DefaultTransport {
			t.Errorf("%s at the sender: wrapped", rule.Spec())
		}
	}
}
