package control_test

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// A preview lists what can be set, says what cannot, and shows no credential.
func TestPreview(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{})
	ctx := t.Context()
	p, err := client.Preview(ctx, control.PublishRequest{Provider: "moneybird", Type: "contact_created", SetText: map[string]string{"entity.city": "Ghent"}})
	if err != nil || p.Provider != "moneybird" || p.Type != "contact_created" || p.ContentType != "application/json" {
		t.Fatalf("%+v, %v", p, err)
	}
	fields := map[string]control.PreviewField{}
	for _, f := range p.Fields {
		fields[f.Path] = f
	}
	for _, want := range []control.PreviewField{
		{Path: "entity.city", Value: `"Ghent"`}, {Path: "action", Value: `"contact_created"`, Identity: true}, {Path: "webhook_token", Value: `"***"`, Identity: true},
	} {
		if fields[want.Path] != want {
			t.Errorf("the field is %+v, want %+v", fields[want.Path], want)
		}
	}
	if !strings.Contains(p.Body, `"webhook_token":"***"`) || !p.BodyMasked {
		t.Errorf("the token is not masked: %s", p.Body)
	}
	events, _, err := client.Events(ctx, "", "", 0)
	if err != nil || len(events) != 0 {
		t.Errorf("%d events were stored (%v)", len(events), err)
	}
	if _, err := client.Preview(ctx, control.PublishRequest{Provider: "fintoro", Type: "invoices.payed"}); err == nil || !strings.Contains(err.Error(), "invoices.paid") {
		t.Errorf("the nearest type is not named: %v", err)
	}
}
