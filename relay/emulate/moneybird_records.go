package emulate

import (
	"context"
	"net/http"
	"strings"

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

func (m *moneybird) reads() []route {
	var routes []route
	for _, resource := range moneybirdResources() {
		at := "/api/v2/{administration_id}/" + resource.path
		routes = append(routes, moneybirdRoutes(at+"/{id}", map[string]call{http.MethodGet: m.record(resource)})...)
		if resource.list {
			routes = append(routes, moneybirdRoutes(at, map[string]call{http.MethodGet: m.records(resource)})...)
		}
	}
	return routes
}

// record answers with a record as the newest event named it: of its own, else within another's. One that no event named,
// and one that was deleted, is not found. Source: the text is the vendor's documentation, the rest our choice.
func (m *moneybird) record(resource moneybirdResource) call {
	return func(r *http.Request, _ caller) (answer, error) {
		administration, err := administrationOf(r)
		if err != nil {
			return answer{}, err
		}
		id := r.PathValue("id")
		if !isDigits(id) {
			return answer{}, errNoRecord()
		}
		data, err := m.named(r.Context(), resource, id)
		if err != nil {
			return answer{}, err
		}
		if data == nil || !belongs(r, data) {
			return answer{}, errNoRecord()
		}
		return answer{status: http.StatusOK, body: provider.MoneybirdRecord(data, administration)}, nil
	}
}

func errNoRecord() *refusal { return notFound("record not found") }

// named is a record's JSON; nil when there is none.
func (m *moneybird) named(ctx context.Context, resource moneybirdResource, id string) (jsontext.Value, error) {
	events, _, err := m.Store.Events(ctx, relay.EventQuery{Provider: "moneybird", Subject: resource.entity + "/" + id, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(events) > 0 {
		return recordIn(&events[0]), nil
	}
	if resource.inside == "" {
		return nil, nil
	}
	var held jsontext.Value
	err = m.recent(ctx, func(event *relay.Event) bool {
		held = heldIn(event.Data, resource.inside, id)
		return held == nil
	})
	return held, err
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
	if value := jsontext.Value(event.Data); value.Kind() == jsontext.KindBeginObject {
		return value
	}
	return nil
}

// belongs reports whether a record is of the contact in the path, where there is one.
func belongs(r *http.Request, record jsontext.Value) bool {
	contact := r.PathValue("contact_id")
	return contact == "" || textAt(record, "contact_id") == contact
}

// records answers with those of a kind that the newest events named, the newest first. Filters are passed over.
func (m *moneybird) records(resource moneybirdResource) call {
	return func(r *http.Request, _ caller) (answer, error) {
		administration, err := administrationOf(r)
		if err != nil {
			return answer{}, err
		}
		at, err := pageOf(r, moneybirdPerPage, moneybirdMaxPerPage)
		if err != nil {
			return answer{}, err
		}
		var list []jsontext.Value
		seen := map[string]bool{}
		err = m.recent(r.Context(), func(event *relay.Event) bool {
			if !strings.HasPrefix(event.Subject, resource.entity+"/") || seen[event.Subject] {
				return true
			}
			seen[event.Subject] = true
			if record := recordIn(event); record != nil && belongs(r, record) {
				list = append(list, provider.MoneybirdRecord(record, administration))
			}
			return true
		})
		if err != nil {
			return answer{}, err
		}
		shown, err := answerOf(http.StatusOK, pageIn(list, at))
		shown.header = moneybirdPageHeader(at, m.BaseURL+r.URL.Path, len(list))
		return shown, err
	}
}
