package provider

import (
	"bytes"
	"cmp"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// maxReferenceBytes is the longest reference taken from an answer. Source: our choice.
const maxReferenceBytes = 255

type finpilo struct{}

// Finpilo returns the dialect of Finpilo: one POST when a person clicks Send on a document, a bearer key, no signature,
// no retry, and a reference read from the answer. Source: product description.
func Finpilo() relay.Dialect { return finpilo{} }

func (finpilo) Traits() relay.Traits {
	return relay.Traits{
		Name:             "finpilo",
		Title:            "Finpilo",
		Auth:             "Authorization: Bearer <API key>, when a key is set",
		DedupKey:         "none documented; the body's documentId is our choice",
		SuccessRule:      "any 2xx (our choice; documented: no HTTP error)",
		Timeout:          30 * time.Second,
		Schedule:         retry.Schedule{},
		SecretNames:      []string{"API key"},
		SignatureHeaders: []string{"Authorization"},
		URLRule:          relay.URLRule{HTTPSOnly: relay.Demand{Text: "Finpilo's webhooks always go over HTTPS", Source: relay.Documented}},
		Facts:            append(finpiloFacts(), sharedFacts()...),
	}
}

func finpiloFacts() []relay.Fact {
	return []relay.Fact{
		{Name: "trigger", Value: "a person clicks Send on a validated document; one document per POST", Source: relay.Documented},
		{Name: "event_type", Value: "none on the wire; document.sent is our name and never in the body", Source: relay.Chosen},
		{Name: "auth", Value: "Authorization: Bearer <API key>, only when the webhook has a key", Source: relay.Documented},
		{Name: "auth_not_sent", Value: "no signature, timestamp or id header is described, so none is sent", Source: relay.Chosen},
		{Name: "signed_bytes", Value: "nothing is signed: no signature is described", Source: relay.Chosen},
		{Name: "key_bytes", Value: "the key itself is the bearer token", Source: relay.Documented},
		{Name: "encoding", Value: "the key's text as it is, not Base64", Source: relay.Chosen},
		{Name: "secret_shape", Value: "any text that can stand in a header; none is made up when none is given", Source: relay.Chosen},
		{Name: "rotation", Value: "a new key replaces the old one; a blank one on saving keeps it; only a mask is shown", Source: relay.Documented},
		{Name: "dedup", Value: "no id is documented; documentId in the body is what our mock goes by", Source: relay.Chosen},
		{Name: "success", Value: "an answer without HTTP error; an empty 200 is fine", Source: relay.Documented},
		{Name: "success_codes", Value: "any 2xx", Source: relay.Chosen},
		{Name: "reference", Value: "accountingReferenceId, AccountingReferenceId or id of a JSON answer is kept and shown as Ref: …", Source: relay.Documented},
		{Name: "reference_order", Value: "when several are there: in that order, the first usable one; a number keeps its digits; blanks alone are none; at most 255 bytes", Source: relay.Chosen},
		{Name: "timeout", Value: "30s", Source: relay.Documented},
		{Name: "retries", Value: "no automatic retry is described: a person clicks Send again", Source: relay.Documented},
		{Name: "waits", Value: "none: a failed send stays failed until somebody sends it again", Source: relay.Chosen},
		{Name: "failures", Value: "HTTP error, no answer within the time limit, or no webhook to send to", Source: relay.Documented},
		{Name: "failures_here", Value: "a send without a webhook to go to is a failed delivery with reason no_target and no attempt; a document tells its last failure in our words", Source: relay.Chosen},
		{Name: "routing", Value: "the entity's own webhook when switched on, else the workspace's; own but without URL fails and never falls back", Source: relay.Documented},
		{Name: "routing_toggles", Value: "an entity's own webhook that is not enabled fails as well, and never falls back: our reading", Source: relay.Chosen},
		{Name: "routing_here", Value: "a subscription made outside Finpilo's API, and the built-in mock, count as webhooks of the workspace, for each account that has saved none of its own; the mock gives way to the workspace's webhook, and not to an entity's", Source: relay.Chosen},
		{Name: "routing_accounts", Value: "a document made through the API goes by the settings of its token's account; one triggered belongs to nobody, so all accounts' settings count together", Source: relay.Chosen},
		{Name: "after_success", Value: "the document's status becomes Sent, with a time", Source: relay.Documented},
		{Name: "after_success_here", Value: "a document's status is read from its deliveries: Draft, Validated, Sending, Sent; what was only triggered is a document, too", Source: relay.Chosen},
		{Name: "send_rules", Value: "a draft, a document that is being sent and one that was Sent are refused with 409; a replay sends a Sent one again on purpose", Source: relay.Chosen},
		{Name: "body", Value: "JSON with header fields, line items, dimensions and fileUrl; the file itself is not inside", Source: relay.Documented},
		{Name: "body_keys", Value: "fileUrl is the only key confirmed; all others in our sample are our guess", Source: relay.Chosen},
		{Name: "file_download", Value: "fileUrl leads to Finpilo's download endpoint; the external API takes X-API-Key: fp_…", Source: relay.Documented},
		{Name: "file_auth", Value: "our file opens to the key of the webhook that the document was sent by, as Bearer or X-API-Key, and to the X-API-Key of whoever may read the document; to everybody where the webhook has no key or the document is unknown; 401 otherwise", Source: relay.Chosen},
		{Name: "file_outside", Value: "where other machines can call, the file's URL carries a key that cannot be guessed, too; without that one only the issued token opens it", Source: relay.Chosen},
		{Name: "https_only", Value: "webhooks always go over HTTPS", Source: relay.Documented},
		{Name: "local_urls", Value: "http is taken here and marked; a strict server refuses it, on saving and before every send. Hosts may be anything: the vendor documents no rule for them", Source: relay.Chosen},
		{Name: "management_api", Value: "paths begin with /api/v1/companies/{companyReferenceId}/ (seen for suppliers); there is no subscription API", Source: relay.Documented},
		{Name: "management_roles", Value: "an Admin or Owner changes webhooks", Source: relay.Documented},
		{Name: "management_base", Value: "GET, PUT and DELETE /finpilo/api/v1/workspace/webhook {url, apiKey, enabled} and …/companies/ENT-00001/webhook {custom, url, apiKey, enabled} here: the vendor has pages for them and no API; DELETE forgets everything that was saved", Source: relay.Chosen},
		{Name: "management_entities", Value: "any companyReferenceId that reads ENT- and five digits exists; custom false keeps the entity's URL and key for later", Source: relay.Chosen},
		{Name: "management_role_here", Value: "a token that ends in :member is a member's of the account of the token before it: documents yes, webhooks 403", Source: relay.Chosen},
		{Name: "documents_here", Value: "…/companies/ENT-00001/documents: POST (a sample without body), GET, and below an id GET, PUT, PATCH, POST validate and send; send answers 202 at once and does not wait", Source: relay.Chosen},
		{Name: "documents_auth", Value: "documents take a bearer token or X-API-Key; any will do unless the server is strict", Source: relay.Chosen},
		{Name: "undocumented", Value: "described nowhere, so ours here: payload key names but fileUrl, the file's path, whether a delivery has an id", Source: relay.Chosen},
	}
}

func (f finpilo) Prepare(sub *relay.Subscription, _ relay.Chance) error {
	// Settings are kept without a URL, too.
	return needs{traits: f.Traits(), noURL: FinpiloOwnOf(sub).Scope != "", check: finpiloKeyProblem}.fill(sub)
}

func (finpilo) Takes(events []string, eventType string) bool { return takesByName(events, eventType) }

func (finpilo) Identify(event *relay.Event, chance relay.Chance) string {
	if o, err := readObject(event.Data); err == nil {
		if id := o.text("documentId"); id != nil {
			return unquote(id)
		}
	}
	return uuid4(chance, "finpilo/document", event.ID)
}

// DataPath is empty: the document is the body.
func (finpilo) DataPath(string) string { return "" }

// Subject is the document. Source: our choice.
func (f finpilo) Subject(event *relay.Event) string { return "document/" + event.DialectID }

// PushID is empty: the identity, if any, is the event's.
func (finpilo) PushID(string, relay.Chance) string { return "" }

// Render hands the document on byte for byte, but for documentId and fileUrl where they are missing. Only fileUrl is
// a confirmed key. Source: product description; documentId is our choice.
func (f finpilo) Render(in relay.RenderInput) (relay.Message, error) {
	data := bytes.Clone(in.Event.Data)
	o, err := readObject(data)
	if err != nil {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: err.Error(), Hint: "Finpilo's data is the whole document"}
	}
	given := o.get("documentId")
	if given != nil && !isText(given) {
		return relay.Message{}, &relay.InputError{Field: "data", Problem: "documentId is not a string with something in it", Hint: "leave it out to have one made"}
	}
	id := in.Event.DialectID
	if given != nil || id == "" {
		id = f.Identify(in.Event, in.Chance)
	}
	if o.get("fileUrl") == nil {
		data = o.add(data, member{"fileUrl", quote(cmp.Or(in.FileURL, in.BaseURL) + "/finpilo/files/" + url.PathEscape(id))})
	}
	if given != nil {
		return relay.Message{Body: data, DialectID: id}, nil
	}
	first := `"documentId":` + string(quote(id))
	if len(o.members) > 0 || o.get("fileUrl") == nil {
		first += ","
	}
	return relay.Message{Body: []byte(string(data[:o.head]) + first + string(data[o.head:])), DialectID: id}, nil
}

func (finpilo) IdentityKeys() []string { return []string{"documentId"} }

// SecretPaths is empty: the key goes in a header.
func (finpilo) SecretPaths() []string { return nil }

// Headers carry the key and nothing else: no signature, timestamp or id header is documented. Source: product description.
func (finpilo) Headers(in relay.SignInput) ([]relay.Header, error) {
	headers := []relay.Header{contentType()}
	if len(in.Secrets) == 0 || in.Secrets[0] == "" {
		return headers, nil
	}
	if !headerSafe(in.Secrets[0]) {
		return nil, errors.New("finpilo: the API key holds a control character")
	}
	return append(headers, relay.Header{Name: "Authorization", Value: "Bearer " + in.Secrets[0]}), nil
}

func headerSafe(key string) bool { return !strings.ContainsFunc(key, unicode.IsControl) }

// Judge takes any 2xx and looks for a reference. The three keys are the vendor's, their order and what counts as usable
// are not. Source: product description; our choice.
func (finpilo) Judge(response *relay.Response) relay.Judgement {
	judgement := judge2xx(response)
	if !judgement.Success {
		return judgement
	}
	judgement.Reference, judgement.Note = finpiloReference(response)
	return judgement
}

// finpiloReference looks where a client looks that has undone the answer's compression.
func finpiloReference(response *relay.Response) (reference, note string) {
	if response.Truncated > 0 || response.Cut {
		return "", "no reference: the answer is too long"
	}
	body, problem := response.Plain()
	reference, note = referenceIn(body)
	switch {
	case note == "":
		note = problem
	case problem != "":
		note += "; " + problem
	}
	return reference, note
}

func referenceIn(body []byte) (reference, note string) {
	if strings.TrimSpace(string(body)) == "" {
		return "", "no reference: empty answer"
	}
	o, err := readObject(body)
	if err != nil {
		return "", "no reference: the answer is unusable: " + err.Error()
	}
	var problems []string
	for _, key := range []string{"accountingReferenceId", "AccountingReferenceId", "id"} {
		value := o.get(key)
		if value == nil {
			continue
		}
		reference, problem := usableReference(value)
		if problem == "" && len(problems) > 0 {
			return reference, strings.Join(problems, ", ") + "; took " + key
		}
		if problem == "" {
			return reference, ""
		}
		problems = append(problems, key+" "+problem)
	}
	if len(problems) == 0 {
		return "", "no reference: the answer has none of its keys"
	}
	return "", "no reference: " + strings.Join(problems, ", ")
}
