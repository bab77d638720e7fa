package provider

import "github.com/ledgerhook/ledgerhook/relay"

// silverfinAPIFacts are those of the vendor's own API, and of what is served of it here.
func silverfinAPIFacts() []relay.Fact {
	return []relay.Fact{
		{Name: "management_api", Value: "https://live.getsilverfin.com/api/v4/f/{firm_id} with OAuth 2, scope webhooks: register, list and destroy, for the core API and for the Sync API", Source: relay.Documented},
		{Name: "management_sync", Value: "…/syncs/webhooks, by a multipart form with url and events[]; a list in pages of 200", Source: relay.ThirdParty},
		{Name: "management_base", Value: "POST and GET /silverfin/api/v4/f/{firm_id}/webhooks and …/syncs/webhooks, DELETE …/{id} here: the core path is by analogy, the status codes (201, 200, 204) are ours", Source: relay.Chosen},
		{Name: "management_kinds", Value: "sync.requested, sync.company_added and sync.company_removed are registered at the Sync API, all others at the core API, and neither takes the other's; a subscription made elsewhere is listed at both", Source: relay.Chosen},
		{Name: "create_body", Value: "url and events, both needed, as a multipart form (events[]) or as JSON; other fields are refused; a url has at most 2,048 characters", Source: relay.Chosen},
		{Name: "sync_url", Value: "a valid https URL, by a copy of the vendor's API description; not demanded here", Source: relay.ThirdParty},
		{Name: "no_update", Value: "the events of a webhook cannot be changed: destroy it and register a new one", Source: relay.ThirdParty},
		{Name: "ids_here", Value: "any firm whose id is a whole number above zero exists", Source: relay.Chosen},
		{Name: "tokens_shown", Value: "the answer that registers a webhook shows the application's two tokens: the page of its settings does not exist here", Source: relay.Chosen},
		{Name: "expired_at", Value: "set when a webhook has expired; nothing in this API or ours revives it", Source: relay.Documented},
		{Name: "url_shown", Value: "the API answers with the url whole, credentials included, since a client knows its webhook by it; every other view masks them", Source: relay.Chosen},
		{Name: "errors", Value: "the shape could not be read; ours is {\"error\":…,\"fields\":{name:problem}}", Source: relay.Chosen},
		{Name: "download", Value: "download_url in a document's section is the address of the file", Source: relay.Documented},
		{Name: "download_here", Value: "a PDF with the file_name and the content that the newest event about the document told; of an id that no event named, a made-up one", Source: relay.Chosen},
		{Name: "login", Value: "/f/{firm_id}/oauth/authorize and POST …/token with client_id, client_secret and a code or a refresh_token; a token lasts 2 hours", Source: relay.Documented},
		{Name: "login_here", Value: "/silverfin/f/{firm_id}/oauth/token gives the issued token for any code, which does not end; in strict mode client_secret must be that token; /authorize beside it sends the browser straight back with one, on this machine only", Source: relay.Chosen},
		{Name: "firm", Value: "GET …/user/firm tells the name of the firm; the vendor's command line asks for it", Source: relay.ThirdParty},
	}
}
