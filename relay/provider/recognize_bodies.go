package provider

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// finpiloEvent is the one event type that Finpilo has here. Source: our choice.
const finpiloEvent = "document.sent"

// recognizeFinpilo takes what names a file: fileUrl is the only confirmed key. Source: product description.
func recognizeFinpilo(_ http.Header, o object, body []byte) (Recognized, string) {
	if lack := o.lacks("fileUrl"); lack != "" {
		return Recognized{}, lack
	}
	r := Recognized{Provider: "finpilo", Type: finpiloEvent, Data: body}
	if id := o.text("documentId"); id != nil {
		r.DialectID = unquote(id)
	}
	return r, ""
}

// recognizeFintoro takes the thin body. Source: vendor documentation.
func recognizeFintoro(_ http.Header, o object, _ []byte) (Recognized, string) {
	if lack := o.lacks("id", "type", "occurredAt", "resource"); lack != "" {
		return Recognized{}, lack
	}
	resource, err := readObject(o.get("resource"))
	switch {
	case o.text("type") == nil:
		return Recognized{}, "its type is no text"
	case err != nil:
		return Recognized{}, "its resource is no object"
	case resource.text("type") == nil || !isInteger(resource.get("id")):
		return Recognized{}, "its resource lacks a type in words and an id that is an integer"
	}
	return Recognized{
		Provider: "fintoro", Type: unquote(o.get("type")), Data: o.get("resource"), DialectID: unquote(o.get("id")), OccurredAt: instant(o.get("occurredAt")),
	}, ""
}

// recognizeMoneybird takes the envelope of a push. The record is null where it was deleted. Source: vendor documentation; the
// null is third-party code.
func recognizeMoneybird(header http.Header, o object, _ []byte) (Recognized, string) {
	if lack := o.lacks("action", "entity_type", "entity_id", "entity"); lack != "" {
		return Recognized{}, lack
	}
	if o.text("action") == nil || o.text("entity_type") == nil {
		return Recognized{}, "its action or entity_type is no text"
	}
	if entity := o.get("entity"); !isObject(entity) && !isNothing(entity) {
		return Recognized{}, "its entity is neither an object nor null"
	}
	var around body
	around.raw("entity_type", o.get("entity_type"))
	around.raw("entity_id", o.get("entity_id"))
	if state := o.text("state"); state != nil {
		around.raw("state", state)
	}
	context, _ := around.done() // what was read is valid UTF-8
	return Recognized{
		Provider: "moneybird", Type: unquote(o.get("action")), Data: o.get("entity"), Context: context, DialectID: header.Get("Idempotency-Key"),
	}, ""
}

// recognizeSilverfin takes webhook, event and company. Source: product description.
func recognizeSilverfin(_ http.Header, o object, _ []byte) (Recognized, string) {
	if lack := o.lacks("webhook", "event", "company"); lack != "" {
		return Recognized{}, lack
	}
	switch {
	case o.text("event") == nil:
		return Recognized{}, "its event is no text"
	case !isObject(o.get("webhook")) || !isObject(o.get("company")):
		return Recognized{}, "its webhook or company is no object"
	}
	r := Recognized{Provider: "silverfin", Type: unquote(o.get("event"))}
	if section, problem := silverfinSection(r.Type); problem == "" {
		r.Data = o.get(section)
	}
	var around body
	around.raw("company", o.get("company"))
	r.Context, _ = around.done()
	return r, ""
}

// recognizeBookkeeper takes the body that Standard Webhooks recommends. Source: our choice.
func recognizeBookkeeper(header http.Header, o object, _ []byte) (Recognized, string) {
	if lack := o.lacks("type", "timestamp", "data"); lack != "" {
		return Recognized{}, lack
	}
	switch {
	case o.text("type") == nil:
		return Recognized{}, "its type is no text"
	case !isObject(o.get("data")):
		return Recognized{}, "its data is no object"
	}
	return Recognized{
		Provider: "bookkeeper", Type: unquote(o.get("type")), Data: o.get("data"), DialectID: header.Get("webhook-id"), OccurredAt: instant(o.get("timestamp")),
	}, ""
}

// lacks names the keys that an object does not have; empty where it has them all.
func (o object) lacks(keys ...string) string {
	missing := slices.DeleteFunc(keys, func(key string) bool { return o.get(key) != nil })
	if len(missing) == 0 {
		return ""
	}
	return "it has no " + strings.Join(missing, ", ")
}

// instant reads a time on the wire; zero where it is none.
func instant(value jsontext.Value) time.Time {
	if !isText(value) {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339Nano, unquote(value))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}
