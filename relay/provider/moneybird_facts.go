package provider

import (
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

func moneybirdFacts(schedule retry.Schedule) []relay.Fact {
	return []relay.Fact{
		{Name: "auth", Value: "Moneybird-Signature: t=<Unix seconds>,v1=<hex>; checking it is optional for receivers", Source: relay.Documented},
		{Name: "auth_token", Value: "webhook_token in the body is the webhook's token", Source: relay.Documented},
		{Name: "auth_token_here", Value: "stored in bodies as they were sent, and shown as *** unless somebody asks to see it", Source: relay.Chosen},
		{Name: "auth_in_url", Value: "userinfo in the URL is sent as Authorization: Basic, a token in the query as it stands", Source: relay.Documented},
		{Name: "signed_bytes", Value: "the value of t, a dot, the raw body", Source: relay.Documented},
		{Name: "key_bytes", Value: "the secret's 64 characters as UTF-8, not decoded from hex; the vendor's formula reads so too", Source: relay.ThirdParty},
		{Name: "encoding", Value: "lower-case hex after v1=", Source: relay.Documented},
		{Name: "secret_shape", Value: "64 lower-case hex digits, shown only in the answer that creates the webhook", Source: relay.Documented},
		{Name: "rotation", Value: "one v1= per active secret in the one header; receivers accept any and ignore unknown schemes", Source: relay.Documented},
		{Name: "rotation_overlap", Value: "24 h unless told otherwise, the new secret first; how it starts and how long both secrets live could not be read", Source: relay.Chosen},
		{Name: "tolerance", Value: "receivers refuse a t more than 5 minutes off", Source: relay.Documented},
		{Name: "timestamp", Value: "t is made anew for every attempt, so that retries still pass that check", Source: relay.Chosen},
		{Name: "dedup", Value: "Idempotency-Key, unique per push; made so that a push that is retried can be told", Source: relay.Documented},
		{Name: "dedup_shape", Value: "in the shape of a UUID, and the same on every retry of a delivery", Source: relay.Chosen},
		{Name: "success", Value: "200 and nothing else: 201 and 204 are failures", Source: relay.Documented},
		{Name: "timeout", Value: "10s; the vendor gives no figure", Source: relay.Chosen},
		{Name: "retries", Value: "10 after the first attempt, at intervals that grow; no figures", Source: relay.Documented},
		{Name: "waits", Value: waits(schedule), Source: relay.Chosen},
		jitter(0.1),
		{Name: "after_last_retry", Value: "the delivery has failed and the webhook stays; whether the vendor switches it off is not documented", Source: relay.Chosen},
		{Name: "body", Value: "administration_id, webhook_id, webhook_token, entity_type, entity_id, state, action, entity; ids are strings", Source: relay.Documented},
		{Name: "body_order", Value: "the keys in that order; state is null where an event has none", Source: relay.Chosen},
		{Name: "entity", Value: "the record as the API's GET shows it", Source: relay.Documented},
		{Name: "entity_deleted", Value: "null once the record is deleted; the keys around it stay", Source: relay.ThirdParty},
		{Name: "state", Value: "the state that triggered the push; entity.state is the current one and may differ", Source: relay.Documented},
		{Name: "event_types", Value: "names in snake_case, such as contact_changed", Source: relay.Documented},
		{Name: "event_groups", Value: "the top part of a name subscribes to a group of events, such as estimate", Source: relay.Documented},
		{Name: "event_group_rule", Value: "a group takes each event that begins with its name and an underscore, so document takes document_style_… too", Source: relay.Chosen},
		{Name: "no_events", Value: "a webhook registered without events hears of state changes of sales invoices only", Source: relay.Documented},
		{Name: "no_events_here", Value: "our name for that mode is the event legacy; a subscription made on the command line without events takes every type", Source: relay.Chosen},
		{Name: "url_rules", Value: "http and https, also with a user and password; https is recommended", Source: relay.Documented},
		{Name: "local_urls", Value: "http is marked as advised against; a strict server refuses nothing", Source: relay.Chosen},
		{Name: "not_the_vendors", Value: "X-Moneybird-Signature over the body alone and dotted event names appear in some code and are not Moneybird's", Source: relay.ThirdParty},
		{Name: "undocumented", Value: "given nowhere, so ours here: the waits, the time limit, the shape of Idempotency-Key", Source: relay.Chosen},
	}
}
