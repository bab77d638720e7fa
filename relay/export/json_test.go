package export_test

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/export"
)

// Keys are sorted at every depth, numbers keep their digits, and nothing drives a terminal.
func TestLine(t *testing.T) {
	t.Parallel()
	got, err := export.Line(jsontext.Value("{\"b\":{\"z\":1.50,\"a\":\"\\u0041\u009b\"}, \"a\":[]}"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"a":[],"b":{"a":"\u0041\u009b","z":1.50}}`, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestJSONHoldsTheDeliveryAndItsEvent(t *testing.T) {
	t.Parallel()
	d, _ := attemptOf("http://127.0.0.1:3000/hooks", []byte(`{"a":1.0}`), map[string][]string{"webhook-id": {"0b5c"}})
	got, err := export.JSON(d, event("invoices.paid", `{"total":121.00}`))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "delivery.jsonl.golden", string(got)+"\n")
	if out, err := export.JSON(d, event("invoices.paid", `{"total":`)); err == nil {
		t.Errorf("broken data became %s", out)
	}
}
