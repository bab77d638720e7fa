package emulate

import (
	"net/http"
	"strings"
)

// registration is a call that registers a webhook, or another one that shows what a product can do.
type registration struct {
	method string
	path   string // below the product's base URL
	body   string // empty: none
}

// registrations are, per product, one for an app that listens on port 3000.
func registrations() map[string]registration {
	return map[string]registration{
		"finpilo": {http.MethodPut, "/api/v1/workspace/webhook",
			`{"url":"http://127.0.0.1:3000/webhooks/finpilo","apiKey":"local-dev-key","enabled":true}`},
		"fintoro": {http.MethodPost, "/api/public/v1/webhook-subscriptions",
			`{"url":"http://127.0.0.1:3000/webhooks/fintoro","isActive":true,"subscribedEvents":["invoices.created","invoices.paid","clients.updated"]}`},
		"moneybird": {http.MethodPost, "/api/v2/123456/webhooks.json",
			`{"url":"http://127.0.0.1:3000/webhooks/moneybird","enabled_events":["sales_invoice","contact"]}`},
		"silverfin": {http.MethodPost, "/api/v4/f/1001/webhooks",
			`{"url":"http://127.0.0.1:3000/webhooks/silverfin","events":["permanent_document.processed","export.created","sync_state.updated"]}`},
		"bookkeeper": {http.MethodPost, "/v1/endpoints",
			`{"url":"http://127.0.0.1:3000/webhooks/bookkeeper","events":["payment.confirmed","refund.initiated"]}`},
	}
}

// examples are, per product, further calls in the order in which they work, once something is registered.
func examples() map[string][]registration {
	const company = "/api/v1/companies/ENT-00001"
	return map[string][]registration{
		"finpilo": {
			{http.MethodPut, company + "/webhook", `{"custom":true,"url":"http://127.0.0.1:3000/webhooks/finpilo-entity","apiKey":"local-entity-key","enabled":true}`},
			{http.MethodPost, company + "/documents", `{"documentId":"doc-1","documentType":"Invoice","documentNumber":"A-1001","currency":"EUR","total":121.00}`},
			{http.MethodPost, company + "/documents/doc-1/validate", ""},
			{http.MethodPost, company + "/documents/doc-1/send", ""},
			{http.MethodGet, company + "/documents/doc-1", ""},
		},
		"fintoro": {
			{http.MethodGet, fintoroBase + "/webhook-subscriptions", ""},
			{http.MethodGet, fintoroBase + "/invoices/301", ""},
		},
		"moneybird": {
			{http.MethodGet, "/api/v2/administrations.json", ""},
			{http.MethodGet, "/api/v2/123456/webhooks.json", ""},
		},
		"silverfin": {
			{http.MethodPost, "/api/v4/f/1001/syncs/webhooks", `{"url":"http://127.0.0.1:3000/webhooks/silverfin","events":["sync.requested"]}`},
			{http.MethodGet, "/api/v4/f/1001/webhooks", ""},
		},
		"bookkeeper": {
			{http.MethodPost, "/v1/endpoints", `{"url":"http://127.0.0.1:3000/webhooks/bookkeeper","urls":{"refund.initiated":"http://127.0.0.1:3000/webhooks/refunds"},"fields":{"*":"*","amount":"total","event_id":"reference"}}`},
			{http.MethodGet, "/v1/deliveries", ""},
			{http.MethodGet, "/v1/metrics", ""},
		},
	}
}

// Examples returns further curl commands for a product, as Registration writes them, in the order in which they work: such as
// for Finpilo an entity's own webhook and a document that is made, validated, sent and looked at. Nil for an unknown provider.
func Examples(provider, baseURL, token string) []string {
	var curls []string
	for _, call := range examples()[provider] {
		curls = append(curls, call.curl(baseURL, token))
	}
	return curls
}

// Registration returns a curl command, in one line for a POSIX shell, that registers a webhook of an app at
// http://127.0.0.1:3000/webhooks/<provider> with a bearer token. baseURL is the product's own, such as
// http://127.0.0.1:7117/fintoro, without a trailing slash. It is empty for an unknown provider.
func Registration(provider, baseURL, token string) string {
	call, ok := registrations()[provider]
	if !ok {
		return ""
	}
	return call.curl(baseURL, token)
}

// curl is the call as a command.
func (c registration) curl(baseURL, token string) string {
	words := []string{"curl -X", c.method, quoted(baseURL + c.path), "-H", quoted("Authorization: Bearer " + token)}
	if c.body != "" {
		words = append(words, "-H", quoted("Content-Type: application/json"), "-d", quoted(c.body))
	}
	return strings.Join(words, " ")
}

// quoted is a word of the shell, whatever it holds.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
