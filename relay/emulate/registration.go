package emulate

import (
	"net/http"
	"strings"
)

// registration is the call that registers a webhook.
type registration struct {
	method string
	path   string // below the product's base URL
	body   string
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

// Registration returns a curl command, in one line for a POSIX shell, that registers a webhook of an app at
// http://127.0.0.1:3000/webhooks/<provider> with a bearer token. baseURL is the product's own, such as
// http://127.0.0.1:7117/fintoro, without a trailing slash. It is empty for an unknown provider.
func Registration(provider, baseURL, token string) string {
	call, ok := registrations()[provider]
	if !ok {
		return ""
	}
	return strings.Join([]string{
		"curl -X", call.method, quoted(baseURL + call.path),
		"-H", quoted("Authorization: Bearer " + token), "-H", quoted("Content-Type: application/json"), "-d", quoted(call.body),
	}, " ")
}

// quoted is a word of the shell, whatever it holds.
func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }
