package provider_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func TestSubject(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		dialect relay.Dialect
		event   relay.Event
		want    string
	}{
		"finpilo's is the document":                  {provider.Finpilo(), relay.Event{DialectID: "3e0c", Data: []byte(`{"documentId":"3e0c"}`)}, "document/3e0c"},
		"fintoro's is the resource":                  {provider.Fintoro(), relay.Event{Data: []byte(`{"type":"bankAccount","id":4812}`)}, "bankAccount/4812"},
		"fintoro's needs a type":                     {provider.Fintoro(), relay.Event{Data: []byte(`{"id":4812}`)}, ""},
		"fintoro's id is a whole number":             {provider.Fintoro(), relay.Event{Data: []byte(`{"type":"invoice","id":48.5}`)}, ""},
		"moneybird's is the record":                  {provider.Moneybird(), relay.Event{Data: []byte(`{"id":"482"}`), Context: []byte(`{"entity_type":"SalesInvoice","entity_id":"1"}`)}, "SalesInvoice/482"},
		"moneybird's deleted record stands around":   {provider.Moneybird(), relay.Event{Data: []byte("null"), Context: []byte(`{"entity_type":"Contact","entity_id":"7"}`)}, "Contact/7"},
		"moneybird's needs to know the kind":         {provider.Moneybird(), relay.Event{Data: []byte(`{"id":"482"}`)}, ""},
		"silverfin's is its section's":               {provider.Silverfin(), relay.Event{Type: "permanent_document.processed", Data: []byte(`{"id":91002}`)}, "document/91002"},
		"silverfin has events about nothing":         {provider.Silverfin(), relay.Event{Type: "financial_balances.changed", Data: []byte("null")}, ""},
		"bookkeeper's is the transaction":            {provider.Bookkeeper(), relay.Event{Data: []byte(`{"transaction_id":"txn_1"}`)}, "transaction/txn_1"},
		"bookkeeper's may be about no transaction":   {provider.Bookkeeper(), relay.Event{Data: []byte(`{"amount":"1.00"}`)}, ""},
		"what cannot be read is about nothing known": {provider.Fintoro(), relay.Event{Data: []byte(`[`)}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.dialect.Subject(&tt.event); got != tt.want {
				t.Errorf("subject %q, want %q", got, tt.want)
			}
		})
	}
}
