package control_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// listPaths are all lists, with what their rows are told apart by.
var listPaths = map[string]string{
	"/v1/events": "id", "/v1/deliveries": "id", "/v1/subscriptions": "id", "/v1/faults": "id", "/v1/faults/catalog": "name", "/v1/providers": "name",
	"/v1/mock/receipts": "id", "/v1/mock/ledger": "reference",
}

// readList reads one page as it comes over the wire.
func readList(t *testing.T, base, path, key, cursor string, limit int) (keys []string, next string) {
	t.Helper()
	resp, err := http.Get(fmt.Sprintf("%s%s?limit=%d&cursor=%s", base, path, limit, cursor))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Items []map[string]any `json:"items"`
		Next  string           `json:"next"`
	}
	if err := json.Unmarshal(text, &p); err != nil || resp.StatusCode != http.StatusOK || p.Items == nil {
		t.Fatalf("%s answered %d: %v: %s", path, resp.StatusCode, err, text)
	}
	for _, item := range p.Items {
		keys = append(keys, fmt.Sprint(item[key]))
	}
	return keys, p.Next
}

// Pages neither skip nor repeat a row, also while rows come in: those are newer than where a newest-first list began, and
// come last in the others.
func TestPagesNeitherSkipNorRepeat(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{})
	ctx := t.Context()
	add := func() {
		if _, err := client.Publish(ctx, control.PublishRequest{Provider: "finpilo", Type: "document.sent"}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := client.AddFault(ctx, control.AddFault{Name: "lose-ack", Filter: "provider:silverfin"}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "moneybird", URL: "http://127.0.0.1:1/", NoProbe: true}); err != nil {
			t.Fatal(err)
		}
	}
	for range 5 {
		add()
	}
	settled(t, client)
	for path, key := range listPaths {
		before, _ := readList(t, node.ControlURL, path, key, "", 1000)
		if len(before) < 3 {
			t.Fatalf("%s has %d rows: too few to page through", path, len(before))
		}
		var got []string
		for cursor := ""; ; {
			keys, next := readList(t, node.ControlURL, path, key, cursor, 2)
			if len(keys) > 2 {
				t.Errorf("%s: a page of %d rows, want 2", path, len(keys))
			}
			got = append(got, keys...)
			if cursor = next; cursor == "" {
				break
			}
			if len(got) <= 4 {
				add()
				settled(t, client)
			}
		}
		if len(got) > len(before) { // what came in meanwhile stands at the end
			got = got[:len(before)]
		}
		if diff := cmp.Diff(before, got); diff != "" {
			t.Errorf("%s in pages (-want +got):\n%s", path, diff)
		}
	}
}

// A row that the cursor names may be gone by the time of the next page.
func TestPagesGoOnBehindARowThatIsGone(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	for range 3 {
		if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "moneybird", URL: "http://127.0.0.1:1/", NoProbe: true}); err != nil {
			t.Fatal(err)
		}
	}
	all, _ := readList(t, node.ControlURL, "/v1/subscriptions", "id", "", 0)
	first, next := readList(t, node.ControlURL, "/v1/subscriptions", "id", "", 2)
	if err := client.Unsubscribe(ctx, first[1]); err != nil {
		t.Fatal(err)
	}
	second, end := readList(t, node.ControlURL, "/v1/subscriptions", "id", next, 2)
	if !slices.Equal(second, all[2:]) || end != "" {
		t.Errorf("behind a row that is gone: %v and %q, want %v", second, end, all[2:])
	}
}

func TestCursorsThatAreNone(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{})
	for path := range listPaths {
		for _, call := range []string{path + "?cursor=!", path + "?cursor=dlv_%00", path + "?cursor=" + strings.Repeat("9", 65), path + "?limit=1001", path + "?limit=-1", path + "?limit=x", path + "?limt=1"} {
			resp, err := http.Get(node.ControlURL + call)
			if err != nil {
				t.Fatal(err)
			}
			var refusal control.Error
			err = json.UnmarshalRead(resp.Body, &refusal)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusUnprocessableEntity || refusal.Detail == "" {
				t.Errorf("%s answered %d %+v (%v); want 422 and a reason", call, resp.StatusCode, refusal, err)
			}
		}
	}
}

func TestListsRefuseProductsThatThereAreNot(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	var refusal *control.Error
	if _, _, err := client.Events(t.Context(), "fintro", "", 0); !errors.As(err, &refusal) || refusal.Status != 422 || !strings.Contains(err.Error(), "did you mean fintoro") {
		t.Errorf("events of fintro: %v", err)
	}
	if _, _, err := client.Receipts(t.Context(), "fintro", "", "", 0); !errors.As(err, &refusal) || refusal.Status != 422 {
		t.Errorf("receipts of fintro: %v", err)
	}
	if _, _, err := client.Ledger(t.Context(), "fintro", "", 0); !errors.As(err, &refusal) || refusal.Status != 422 {
		t.Errorf("postings of fintro: %v", err)
	}
}

func TestClientsListsAreWhole(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	const many = 105 // more than a page without a limit
	for range many {
		if _, err := client.AddFault(t.Context(), control.AddFault{Name: "lose-ack"}); err != nil {
			t.Fatal(err)
		}
	}
	rules, err := client.Faults(t.Context())
	if err != nil || len(rules) != many {
		t.Fatalf("%d rules, want %d (%v)", len(rules), many, err)
	}
	if one, err := client.Fault(t.Context(), rules[7].ID); err != nil || one != rules[7] {
		t.Errorf("one rule: %+v, %v", one, err)
	}
}
