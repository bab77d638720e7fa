package workspace

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// explained says where in a file what the server refuses stands.
func (s *step) explained(path string, err error) *strictyaml.Error {
	text, field := err.Error(), ""
	var refusal *control.Error
	switch {
	case errors.As(err, &refusal) && len(refusal.Errors) > 0:
		field = strings.TrimPrefix(refusal.Errors[0].Location, "body.")
	case refusal != nil && refusal.Status == http.StatusConflict: // what the product asked did not answer as it should
		field = "url"
	}
	problem := s.Kind + " " + s.Name + ": "
	switch {
	case s.sub != nil:
		return &strictyaml.Error{At: s.sub.placeOf(field, text), Problem: problem + s.sub.hide(text)}
	case s.rule != nil:
		return &strictyaml.Error{At: s.rule.placeOf(field), Problem: problem + text}
	}
	return &strictyaml.Error{At: strictyaml.Position{File: path}, Problem: problem + text}
}

// placeOf is where a field stands, or the one of several events that a refusal names.
func (s *Subscription) placeOf(field, refusal string) strictyaml.Position {
	for _, event := range s.Events {
		if field == "events" && strings.Contains(refusal, strconv.Quote(event)) {
			return s.place("events." + event)
		}
	}
	for eventType := range s.URLs {
		if field == "event" && strings.Contains(refusal, strconv.Quote(eventType)) {
			return s.place("urls." + eventType)
		}
	}
	if _, known := s.places[field]; !known {
		field, _, _ = strings.Cut(field, ".") // urls.payment.confirmed
	}
	return s.place(strings.ReplaceAll(field, "_", "-"))
}

// placeOf is where a field of a rule stands.
func (f *Fault) placeOf(field string) strictyaml.Position {
	switch field {
	case "name", "value":
		field = "fault"
	case "when":
		for _, when := range []string{"every", "chance", "first"} {
			if at, ok := f.places[when]; ok {
				return at
			}
		}
	}
	return f.place(field)
}

// hide puts what is written in the file in place of variables' values and secrets, should a refusal hold them.
func (s *Subscription) hide(text string) string {
	urls := []Text{s.URL}
	for _, url := range s.URLs {
		urls = append(urls, url)
	}
	for _, url := range urls {
		if url.Expanded() && url.Value != "" {
			text = strings.ReplaceAll(text, url.Value, url.Written)
			text = strings.ReplaceAll(text, relay.MaskURL(url.Value), relay.MaskURL(url.Written))
		}
	}
	for _, secret := range []Secret{s.Secret, s.Secret2} {
		if len(secret.value) > 3 { // shorter ones are parts of common words
			text = strings.ReplaceAll(text, secret.value, secret.String())
		}
	}
	return text
}
