package relay_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// A preview is what the next event is sent as, to the byte, whoever takes it; and looking uses nothing up.
func TestAPreviewIsWhatIsSent(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		types := samples.Types(name)
		request := relay.PublishRequest{Provider: name, Type: types[len(types)/2].Name}
		without, err := h.Preview(&request)
		if err != nil || len(without.Body) == 0 || without.ContentType != "application/json" {
			t.Errorf("%s without a subscription: %+v, %v", name, without, err)
		}
		h.subscribe(name)
		var seen *relay.Preview
		for range 3 {
			if seen, err = h.Preview(&request); err != nil {
				t.Fatal(err)
			}
		}
		d := h.publish(name, request.Type)
		if string(seen.Body) != string(d.Body) {
			t.Errorf("%s %s was previewed as\n%s\nand sent as\n%s", name, request.Type, seen.Body, d.Body)
		}
		sent, err := h.Store.Attempts(t.Context(), h.untilFinal(d.ID).ID)
		if err != nil || len(sent) != 1 {
			t.Fatalf("%s: %d attempts, %v", name, len(sent), err)
		}
		for _, header := range seen.Headers { // the clock stands, so that the signed times are equal
			header.Value = relay.MaskHeader(header.Name, header.Value)
			if !slices.Contains(sent[0].Request.Headers, header) {
				t.Errorf("%s was previewed with %v and sent with %v", name, header, sent[0].Request.Headers)
			}
		}
		if len(seen.Headers) == 0 {
			t.Errorf("%s was previewed without headers", name)
		}
	}
}

// What --set and --data say is in it, and what publishing refuses is refused.
func TestAPreviewOfEdits(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	set := func(path string) []relay.SetValue { return []relay.SetValue{{Path: path, Text: "EDITED"}} }
	p, err := h.Preview(&relay.PublishRequest{Provider: "finpilo", Type: "document.sent", Set: set("currency")})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, f := range relay.BodyFields(p.Body, nil, 500) {
		found = found || f.Path == "currency" && string(f.Value) == `"EDITED"`
	}
	if !found {
		t.Errorf("the edit is not in %s", p.Body)
	}
	for name, request := range map[string]relay.PublishRequest{
		"an unknown product": {Provider: "lunar", Type: "x"},
		"an unknown type":    {Provider: "fintoro", Type: "invoices.payed"},
		"an unknown path":    {Provider: "finpilo", Type: "document.sent", Set: set("curency")},
		"an identity key":    {Provider: "finpilo", Type: "document.sent", Set: set("documentId")},
		"broken data":        {Provider: "finpilo", Type: "document.sent", Data: []byte("{")},
	} {
		var wrong *relay.InputError
		if p, err := h.Preview(&request); !errors.As(err, &wrong) {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
	if counters, err := h.store.Counters(t.Context()); err != nil || counters.Events != 0 {
		t.Errorf("%+v, %v", counters, err)
	}
}
