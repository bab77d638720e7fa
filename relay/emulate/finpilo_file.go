package emulate

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// finpiloFile is where files are.
const finpiloFile = "/files/{documentId}"

// file is what fileUrl in a document points at. It opens to the key of the webhook that the document was sent by, as Bearer
// or X-API-Key, and to the external API's X-API-Key of whoever may read the document; to everybody, where the webhook has
// no key. A document that is not known has a made-up file that holds nothing: its event may be gone, or was sent by
// another process. Source: the product description says that the same API key opens the file; the rest is our choice.
func (f *finpilo) file(r *http.Request, who caller) (answer, error) {
	id := r.PathValue("documentId")
	if !canBeDocument(id) {
		return answer{}, notFound(noDocument)
	}
	events, _, err := f.Store.Events(r.Context(), relay.EventQuery{Provider: "finpilo", Subject: "document/" + id, Limit: maxSends})
	if err != nil {
		return answer{}, err
	}
	reader, nobody := f.callerOf(apiKey(r), "finpilo")
	if who.token != "" { // where other machines can call, and the path holds no key
		reader, nobody = who, nil
	}
	if nobody == nil { // a draft has no event yet
		record, err := f.kept(r.Context(), reader.account, id)
		if err != nil {
			return answer{}, err
		}
		if record != nil {
			return pdfFile(append(fileLines("finpilo", id, f.BaseURL), documentLines(record.Content)...)), nil
		}
	}
	for i := range events {
		opens := nobody == nil && visibleTo(reader, &events[i])
		if !opens {
			if opens, err = f.opens(r.Context(), events[i].ID, bearer(r), apiKey(r)); err != nil {
				return answer{}, err
			}
		}
		if opens {
			return pdfFile(append(fileLines("finpilo", id, f.BaseURL), documentLines(events[i].Data)...)), nil
		}
	}
	if len(events) > 0 {
		return answer{}, unauthorized("the file opens to the API key of the webhook that the document was sent by, as Bearer, or to X-API-Key")
	}
	return pdfFile(fileLines("finpilo", id, f.BaseURL)), nil
}

// canBeDocument reports whether a text can be a document's id.
func canBeDocument(id string) bool {
	return len(id) <= maxName && utf8.ValidString(id) && !strings.ContainsFunc(id, unicode.IsControl) && strings.TrimSpace(id) != ""
}

// filesURL is where the files are: below the key that opens them, where there is one.
func (f *finpilo) filesURL() string {
	if f.OpenKey != "" {
		return f.BaseURL + "/" + OpenPath + "/" + f.OpenKey + "/finpilo/files"
	}
	return f.BaseURL + "/finpilo/files"
}

// opens reports whether one of the keys given is that of a webhook which an event was sent by, or whether one of those has
// no key. It takes the same time for every key.
func (f *finpilo) opens(ctx context.Context, eventID string, given ...string) (bool, error) {
	deliveries, err := f.deliveriesOf(ctx, eventID)
	if err != nil {
		return false, err
	}
	webhooks := map[string]*relay.Subscription{}
	for _, sub := range f.engineSubscriptions() {
		webhooks[sub.ID] = sub
	}
	opens := false
	for i := range deliveries {
		webhook := webhooks[deliveries[i].SubscriptionID]
		if webhook == nil || deliveries[i].Reason == relay.ReasonNoTarget {
			continue
		}
		key := f.secret(webhook, 0)
		opens = opens || key == ""
		for _, one := range given {
			same := sameToken(one, key)
			opens = opens || same
		}
	}
	return opens, nil
}

// maxLine is how much of one value stands in a file.
const maxLine = 80

// documentLines are what a file says of a document's content, in the vocabulary of the samples.
func documentLines(data []byte) []string {
	document, err := contentOf(data)
	if err != nil {
		return nil
	}
	words := func(values ...string) string {
		return strings.Join(slices.DeleteFunc(values, func(s string) bool { return s == "" }), " ")
	}
	var lines []string
	for _, line := range []struct{ label, value string }{
		{"", words(plain(document, "documentType"), plain(document, "documentNumber"))},
		{"Company: ", plain(document, "companyReferenceId")},
		{"Supplier: ", partyOf(document, "supplier")},
		{"Recipient: ", partyOf(document, "recipient")},
		{"Issue date: ", plain(document, "issueDate")},
		{"Subtotal: ", plain(document, "subtotal")},
		{"Tax: ", plain(document, "taxTotal")},
		{"Total: ", words(plain(document, "total"), plain(document, "currency"))},
	} {
		if line.value != "" {
			lines = append(lines, line.label+line.value)
		}
	}
	return lines
}

// plain is a member that is a string or a number, as text.
func plain(document content, name string) string {
	value := document.get(name)
	text := document.text(name)
	if value.Kind() == jsontext.KindNumber {
		text = string(value)
	}
	if runes := []rune(text); len(runes) > maxLine {
		return string(runes[:maxLine]) + "..."
	}
	return text
}

// partyOf is the legal name of a supplier or recipient.
func partyOf(document content, name string) string {
	party, err := contentOf(document.get(name))
	if err != nil {
		return ""
	}
	return plain(party, "legalName")
}
