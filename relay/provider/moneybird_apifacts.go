package provider

import "github.com/ledgerhook/ledgerhook/relay"

// moneybirdAPIFacts are those of the vendor's own API, and of what is served of it here.
func moneybirdAPIFacts() []relay.Fact {
	return []relay.Fact{
		{Name: "management_api", Value: "https://moneybird.com/api/v2/{administration_id}/webhooks: list, create, delete, activate, deactivate; a bearer token of scope settings", Source: relay.Documented},
		{Name: "management_base", Value: "/moneybird/api/v2 here, with all five calls", Source: relay.Chosen},
		{Name: "format", Value: "a path ends with .json, .xml or nothing, which is JSON", Source: relay.Documented},
		{Name: "format_here", Value: "XML is refused with 406, and so is a body that is not application/json", Source: relay.Chosen},
		{Name: "create_body", Value: "url, and enabled_events where wanted; other properties are refused, events with a text of its own", Source: relay.Documented},
		{Name: "create_wrapper", Value: "some clients send {\"webhook\":{…}} around it; that is taken as well", Source: relay.ThirdParty},
		{Name: "create_limits", Value: "a url has at most 2,048 characters; a name that is listed twice is refused", Source: relay.Chosen},
		{Name: "ids_here", Value: "any administration of 1 to 20 digits exists; a webhook is found in its own only", Source: relay.Chosen},
		{Name: "secret_once", Value: "the answer that creates a webhook has the secret, and no other; the token is in all of them", Source: relay.Documented},
		{Name: "url_shown", Value: "the API answers with the url whole, credentials included, since a client knows its webhook by it; every other view masks them", Source: relay.Chosen},
		{Name: "probe", Value: "a URL must answer 200 when it is registered", Source: relay.Documented},
		{Name: "probe_shape", Value: "its method and body are not documented; here one POST of {} without signature and Idempotency-Key, userinfo as basic authentication, no redirect followed", Source: relay.Chosen},
		{Name: "probe_unsigned", Value: "one receiver takes a request without Moneybird-Signature for the probe", Source: relay.ThirdParty},
		{Name: "probe_failed", Value: "400 that names what was answered, and nothing is stored; the API can be told not to ask; changing a URL or a secret asks nothing", Source: relay.Chosen},
		{Name: "last_answer", Value: "last_http_status and last_http_body are kept after each push and shown by the API; both are null in the answer that creates a webhook", Source: relay.Documented},
		{Name: "last_answer_here", Value: "of the newest attempt, whatever the push; null where no answer came; at most 64 KiB, and what is no UTF-8 is replaced", Source: relay.Chosen},
		{Name: "deactivation", Value: "no new pushes, but pending retries go on; it can be ended at any time", Source: relay.Documented},
		{Name: "deactivation_here", Value: "a second one changes nothing, not even deactivated_at; one that was disabled here shows as deactivated, and activating it revives it", Source: relay.Chosen},
		{Name: "errors", Value: "{\"error\":…,\"symbolic\":{field:reason}}", Source: relay.Documented},
		{Name: "errors_here", Value: "the texts for a missing url, the old events, an unknown webhook or record and a wrong per_page are the vendor's, the others are ours; the first mistake only", Source: relay.Chosen},
		{Name: "reads", Value: "GET of one record or a page of them, such as sales_invoices/{id} and contacts; Link and X-Total-Count; per_page up to 100", Source: relay.Documented},
		{Name: "reads_here", Value: "a record as the newest event named it, in any administration; 404 where none did, and once it was deleted; an edited replay changes nothing; only kinds whose path is documented", Source: relay.Chosen},
		{Name: "reads_inside", Value: "a contact, payment, product or project that no event of its own named is found within the newest 1,000 events; other ids in a record lead nowhere", Source: relay.Chosen},
		{Name: "reads_undocumented", Value: "one subscription_template, financial_account, tax_rate, document_style or user can be read, though only their lists are documented", Source: relay.Chosen},
		{Name: "lists_here", Value: "records of the newest 1,000 events, the newest first, 50 a page; filters are passed over", Source: relay.Chosen},
		{Name: "administration_here", Value: "administration_id in a record is the one that it is sent to or read in; given data keeps another than 123456; addresses in it keep 123456", Source: relay.Chosen},
		{Name: "administrations", Value: "/api/v2/administrations lists those that a token reaches", Source: relay.Documented},
		{Name: "administrations_here", Value: "one of the token's own (123456 for the issued token), and those that it has webhooks in", Source: relay.Chosen},
		{Name: "login", Value: "OAuth 2, or a token made by hand", Source: relay.Documented},
		{Name: "login_here", Value: "/moneybird/oauth/token gives the issued token for any code; in strict mode client_secret must be that token; /authorize beside it sends the browser straight back with one, on this machine only", Source: relay.Chosen},
		{Name: "rate_limit", Value: "150 requests in 5 minutes; 429 with the JSON text \"Retry later\", RateLimit-* and a Retry-After in Unix seconds", Source: relay.Documented},
		{Name: "rate_limit_here", Value: "counted by the token's account, in windows that begin with a call, by the machine's clock; RateLimit-Limit and -Remaining stand on every answer", Source: relay.Chosen},
	}
}
