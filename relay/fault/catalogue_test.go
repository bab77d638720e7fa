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
		"a name far from all gets the list": {
			relay.FaultRule{Name: "earthquake", At: relay.AtSender},
			&relay.InputError{Field: "fault", Problem: `no fault named "earthquake"`, Hint: "there are status, lose-ack, hang"},
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

// Every fault works at the places that it is listed with, so that a rule that passes Check never does nothing.
func TestListTellsTheTruth(t *testing.T) {
	t.Parallel()
	values := map[string]string{"": "", "CODE": "503"}
	seen := map[string]bool{}
	for _, entry := range fault.New().List() {
		if seen[entry.Name] || entry.Meaning == "" || strings.Contains(entry.Meaning, "\n") || len(entry.Places) == 0 {
			t.Errorf("bad entry %+v", entry)
		}
		seen[entry.Name] = true
		value, ok := values[entry.Value]
		if !ok {
			t.Fatalf("%s: no example for a %s", entry.Name, entry.Value)
		}
		for _, place := range entry.Places {
			rule := relay.FaultRule{Name: entry.Name, Value: value, At: place}
			if err := fault.New().Check(&rule); err != nil {
				t.Errorf("%s at %s: %v", rule.Spec(), place, err)
			}
			var hit relay.AppliedFault
			switch place {
			case relay.AtSender:
				fault.New().Wire(&rule, &hit, http.DefaultTransport)
			case relay.AtReceiver:
				fault.New().Receiver(&rule, &hit, http.NotFoundHandler())
			}
			if strings.Contains(hit.Note, "not applied") {
				t.Errorf("%s at %s: %s", rule.Spec(), place, hit.Note)
			}
		}
	}
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
