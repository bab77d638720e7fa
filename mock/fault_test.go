package mock_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/fault"
)

// deliver posts to a real server through a transport.
func (w webhook) deliver(t *testing.T, url string, transport http.RoundTripper) (status int, body string, err error) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url+w.path, strings.NewReader(w.body))
	if err != nil {
		t.Fatal(err)
	}
	req.GetBody = nil // as the engine does: nothing is sent twice behind its back
	for name, value := range w.headers {
		req.Header.Set(name, value)
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw), err
}

func TestFaultsAtTheReceiver(t *testing.T) {
	t.Parallel()
	type row struct {
		Verdict   relay.Verdict
		Reference string
		Status    int
		Problem   string
		Faults    []relay.AppliedFault
	}
	hit := func(name, value, note string) []relay.AppliedFault {
		return []relay.AppliedFault{{RuleID: "flt_1", Name: name, Value: value, At: relay.AtReceiver, Note: note}}
	}
	lost := hit("lose-ack", "", "did the work, then closed the connection without an answer")
	refused := hit("status", "503", "answered 503 without doing the work")
	tests := map[string]struct {
		rule    relay.FaultRule
		answers []int // zero: the connection closes
		want    []row
	}{
		"a lost answer books once": {
			relay.FaultRule{Name: "lose-ack", First: 1, Filter: "provider:finpilo"}, []int{0, 200},
			[]row{{relay.Accepted, firstInvoice, 200, "", lost}, {relay.Duplicate, firstInvoice, 200, "", nil}},
		},
		"a 503 does nothing, so the retry is new": {
			relay.FaultRule{Name: "status", Value: "503", First: 2}, []int{503, 503, 200},
			[]row{
				{relay.Unhandled, "", 503, "not handled: a fault answered instead", refused},
				{relay.Unhandled, "", 503, "not handled: a fault answered instead", refused},
				{relay.Accepted, firstInvoice, 200, "", nil},
			},
		},
		"a rule for another type does nothing": {
			relay.FaultRule{Name: "status", Value: "503", Filter: "type:invoices.*"}, []int{200},
			[]row{{relay.Accepted, firstInvoice, 200, "", nil}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := vectors(t)["finpilo"]
			b := newRig(t, keyring{"finpilo": request.keys}, request.now)
			test.rule.ID, test.rule.At = "flt_1", relay.AtReceiver
			if err := b.faults.Add(test.rule); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(b)
			defer server.Close()
			for i, want := range test.answers {
				status, body, err := request.deliver(t, server.URL, server.Client().Transport)
				switch {
				case want == 0 && !errors.Is(err, io.EOF):
					t.Errorf("request %d: answered %d, error %v, want a closed connection", i+1, status, err)
				case status != want:
					t.Errorf("request %d: answered %d, error %v, want %d", i+1, status, err, want)
				case want == 200 && body != `{"accountingReferenceId":"`+firstInvoice+`"}`:
					t.Errorf("request %d: answered %s", i+1, body)
				}
			}
			var got []row
			for _, r := range b.receipts(t) {
				got = append(got, row{r.Verdict, r.Reference, r.Status, remarks(r), r.Faults})
			}
			if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("receipts (-want +got):\n%s", diff)
			}
			if len(b.postings(t)) != 1 {
				t.Errorf("%d postings", len(b.postings(t)))
			}
		})
	}
}

func TestFaultsAtTheSenderLeaveTheReceiverAlone(t *testing.T) {
	t.Parallel()
	for _, rule := range []relay.FaultRule{{Name: "status", Value: "503"}, {Name: "lose-ack"}} {
		t.Run(rule.Spec(), func(t *testing.T) {
			t.Parallel()
			request := vectors(t)["finpilo"]
			b := newRig(t, keyring{"finpilo": request.keys}, request.now)
			server := httptest.NewServer(b)
			defer server.Close()
			var hit relay.AppliedFault
			status, _, err := request.deliver(t, server.URL, fault.New().Wire(&rule, &hit, server.Client().Transport))
			if status != 503 && !errors.Is(err, fault.ErrAckLost) {
				t.Errorf("the sender got %d and error %v", status, err)
			}
			if want := `{"accountingReferenceId":"` + firstInvoice + `"}`; hit.Actual == nil || string(hit.Actual.Body) != want {
				t.Errorf("the hit kept %+v", hit.Actual)
			}
			status, body, err := request.deliver(t, server.URL, server.Client().Transport)
			if err != nil || status != 200 || body != `{"accountingReferenceId":"`+firstInvoice+`"}` {
				t.Errorf("the retry got %d %s, error %v", status, body, err)
			}
			if len(b.postings(t)) != 1 || b.receipts(t)[1].Verdict != relay.Duplicate {
				t.Errorf("%d postings, second receipt %s", len(b.postings(t)), b.receipts(t)[1].Verdict)
			}
		})
	}
}

// Of two rules the one that was added first acts first: the other one has the last word.
func TestRulesAtTheReceiverActInOrder(t *testing.T) {
	t.Parallel()
	request := vectors(t)["finpilo"]
	r := newRig(t, keyring{"finpilo": request.keys}, request.now)
	for i, text := range []string{"first", "second"} {
		rule := relay.FaultRule{ID: "flt_" + strconv.Itoa(i), Name: "changed-reference", Value: text, At: relay.AtReceiver, Stage: relay.AnswerStage}
		if err := r.faults.Add(rule); err != nil {
			t.Fatal(err)
		}
	}
	if got := request.post(r).Body.String(); got != `{"accountingReferenceId":"second"}` {
		t.Errorf("answered %s", got)
	}
	if faults := r.receipts(t)[0].Faults; len(faults) != 2 || faults[0].Value != "first" || faults[1].Value != "second" {
		t.Errorf("the receipt has %+v", faults)
	}
}
