package emulate

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// sampleAdministration is the one that sample records are of, and that webhooks are of which no administration was given.
const sampleAdministration = provider.MoneybirdAdministration

// moneybirdResource is a kind of record that the API reads.
type moneybirdResource struct {
	entity string // entity_type in a push
	path   string // below the administration's
	// inside is the key below which records of other kinds hold one of these, or a list of them.
	inside string
	// one and list say whether the vendor documents the read of one, and of all. One of every kind can be read here, which
	// is our choice where it is not documented; no list can that is not.
	one, list bool
}

// moneybirdResources are the kinds whose path the vendor documents. The others that events name (such as TaskListsTask)
// cannot be read. The kind's name in a push is documented for a few of them: see fixtures/moneybird/types.tsv.
func moneybirdResources() []moneybirdResource {
	return []moneybirdResource{
		{entity: "Contact", path: "contacts", inside: "contact", one: true, list: true},
		{entity: "ContactPerson", path: "contacts/{contact_id}/contact_people", one: true, list: true},
		{entity: "SalesInvoice", path: "sales_invoices", one: true, list: true},
		{entity: "ExternalSalesInvoice", path: "external_sales_invoices", one: true, list: true},
		{entity: "RecurringSalesInvoice", path: "recurring_sales_invoices", one: true, list: true},
		{entity: "Estimate", path: "estimates", one: true, list: true},
		{entity: "PurchaseInvoice", path: "documents/purchase_invoices", one: true, list: true},
		{entity: "Receipt", path: "documents/receipts", one: true, list: true},
		{entity: "Payment", path: "payments", inside: "payments", one: true},
		{entity: "PurchaseTransaction", path: "purchase_transactions", one: true, list: true},
		{entity: "Product", path: "products", inside: "product", one: true, list: true},
		{entity: "Project", path: "projects", inside: "project", one: true, list: true},
		{entity: "TimeEntry", path: "time_entries", one: true, list: true},
		{entity: "Subscription", path: "subscriptions", one: true, list: true},
		{entity: "SubscriptionTemplate", path: "subscription_templates", list: true},
		{entity: "LedgerAccount", path: "ledger_accounts", one: true, list: true},
		{entity: "FinancialAccount", path: "financial_accounts", list: true},
		{entity: "TaxRate", path: "tax_rates", list: true},
		{entity: "Identity", path: "identities", one: true, list: true},
		{entity: "Workflow", path: "workflows", one: true, list: true},
		{entity: "DocumentStyle", path: "document_styles", list: true},
		{entity: "User", path: "users", list: true},
		{entity: "CompanyAssetsAsset", path: "assets", one: true, list: true},
	}
}

func (m *moneybird) reads(p product) []route {
	var routes []route
	for _, resource := range moneybirdResources() {
		at := "/api/v2/{administration_id}/" + resource.path
		routes = append(routes, moneybirdRoutes(at+"/{id}", map[string]call{http.MethodGet: p.read(read{
			stage: relay.DetailStage, path: at + "/{id}", show: m.record(resource), about: m.newestOfRecord(resource), missing: noRecord,
		})})...)
		if resource.list {
			routes = append(routes, moneybirdRoutes(at, map[string]call{http.MethodGet: p.read(read{
				stage: relay.DetailStage, path: at, show: m.records(resource), about: m.newestOfKind(resource), missing: noRecord,
			})})...)
		}
	}
	return routes
}

// record answers with a record as the newest event named it: of its own, else within another's. One that no event named,
// and one that was deleted, is not found. Source: the text is the vendor's documentation, the rest our choice.
func (m *moneybird) record(resource moneybirdResource) func(*http.Request, caller, view) (answer, error) {
	return func(r *http.Request, _ caller, v view) (answer, error) {
		administration, err := administrationOf(r)
		if err != nil {
			return answer{}, err
		}
		id := r.PathValue("id")
		if !isDigits(id) {
			return answer{}, notFound(noRecord)
		}
		_, data, err := m.named(r.Context(), resource, id, v)
		if err != nil {
			return answer{}, err
		}
		if data == nil || !belongs(r, data) {
			return answer{}, notFound(noRecord)
		}
		if v.differ != nil {
			if data, err = resource.differing(data, v.differ); err != nil {
				return answer{}, err
			}
		}
		return answer{status: http.StatusOK, body: provider.MoneybirdRecord(data, administration)}, nil
	}
}

const noRecord = "record not found"

// newestOfRecord finds the newest event about a record.
func (m *moneybird) newestOfRecord(resource moneybirdResource) func(*http.Request, caller) (*relay.Event, bool, error) {
	return func(r *http.Request, _ caller) (*relay.Event, bool, error) {
		if _, err := administrationOf(r); err != nil || !isDigits(r.PathValue("id")) {
			return nil, false, nil
		}
		event, _, err := m.named(r.Context(), resource, r.PathValue("id"), view{})
		return event, true, err
	}
}

// named is a record's JSON, and the event that it is from. Both are nil where no event named it, and the JSON where the
// event is its deletion.
func (m *moneybird) named(ctx context.Context, resource moneybirdResource, id string, v view) (*relay.Event, jsontext.Value, error) {
	events, _, err := m.Store.Events(ctx, relay.EventQuery{Provider: "moneybird", Subject: resource.entity + "/" + id, Limit: 2})
	if err != nil {
		return nil, nil, err
	}
	for i := range events {
		if v.knows(&events[i]) {
			return &events[i], recordIn(&events[i]), nil
		}
	}
	if resource.inside == "" {
		return nil, nil, nil
	}
	var in *relay.Event
	var held jsontext.Value
	err = m.recent(ctx, func(event *relay.Event) bool {
		if v.knows(event) {
			in, held = event, heldIn(event.Data, resource.inside, id)
		}
		return held == nil
	})
	if held == nil {
		in = nil
	}
	return in, held, err
}

// How far the newest events are looked through for what cannot be asked for by name: so many events, and so many bytes of
// their data, in pages.
const (
	readBack      = 1000
	readBackBytes = 32 << 20
	readBackPage  = 50
)

// recent visits the newest events, the newest first, until visit wants no more.
func (m *moneybird) recent(ctx context.Context, visit func(*relay.Event) (more bool)) error {
	query := relay.EventQuery{Provider: "moneybird", Limit: readBackPage}
	for count, bytes := 0, 0; count < readBack && bytes < readBackBytes; {
		events, next, err := m.Store.Events(ctx, query)
		if err != nil {
			return err
		}
		for i := range events {
			count, bytes = count+1, bytes+len(events[i].Data)
			if !visit(&events[i]) {
				return nil
			}
		}
		if next == "" {
			return nil
		}
		query.Cursor = next
	}
	return nil
}

// recordIn is the record that an event brought; nil when it was deleted.
func recordIn(event *relay.Event) jsontext.Value {
	if value := jsontext.Value(event.Data); value.Kind() == jsontext.KindBeginObject && !provider.MoneybirdDeletes(event.Type) {
		return value
	}
	return nil
}

// belongs reports whether a record is of the contact in the path, where there is one.
func belongs(r *http.Request, record jsontext.Value) bool {
	contact := r.PathValue("contact_id")
	return contact == "" || textAt(record, "contact_id") == contact
}
