package check

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// textCases are about right webhooks whose values are unusual.
func textCases() []Case {
	return []Case{{
		ID: "body/unicode", Title: "takes names in any script", Level: Must,
		Rule:   says("JSON is UTF-8, and names and comments hold letters of every script, marks that combine, and emoji"),
		Source: goodPractice, Skip: skipText,
		Remedy: "read the body as bytes, decode it as UTF-8 and nothing else, and store it in columns that hold all of Unicode (in MySQL: utf8mb4)",
		Run:    takesText("names in five scripts", "Łódź Éléonore e\u0301 株式会社 שלום العربية 👩🏽‍💻 𝔘 \u2028\u00a0"),
	}, {
		ID: "body/control-characters", Title: "takes text with escaped control characters", Level: Hint,
		Rule:   says("text that was read out of documents holds form feeds and even NUL, which JSON writes as \\u0000, and which some databases refuse to store"),
		Source: goodPractice, Skip: skipText,
		Remedy: "take NUL out of texts before they are stored: PostgreSQL has no room for it in text and jsonb",
		Run:    takesText("NUL and a form feed in its text", "page one\u0000\fpage two\u001b"),
	}, {
		ID: "body/decimals", Title: "takes amounts with zeros at their end", Level: Should,
		Rule:   says("121.0, 121.00 and 121.000 are one amount, and which of them is written is nobody's promise"),
		Source: goodPractice, Skip: onlyOf("its body has no amount that is documented", slices.Sorted(maps.Keys(amountPaths()))...),
		Remedy: "read amounts as decimals and compare their values, and not their texts",
		Run: takesChanged("amounts that end with more zeros", func(s *Session, w Webhook) (Webhook, error) {
			paths := amountPaths()[s.Traits.Name]
			for _, field := range relay.BodyFields(w.Body, nil, 1000) {
				if !slices.Contains(paths, field.Path) {
					continue
				}
				longer := []byte(strings.TrimSuffix(string(field.Value), `"`) + "00")
				if field.Value.Kind() == jsontext.KindString {
					longer = append(longer, '"')
				}
				var err error
				if w, err = edited(w, field.Path, longer); err != nil {
					return w, err
				}
			}
			return w, nil
		}),
	}, {
		ID: "body/deep", Title: "takes an unknown field that is deeply nested", Level: Hint,
		Rule:   says("what is unknown is passed over, however it is nested, as long as it is bounded"),
		Source: goodPractice,
		Remedy: "skip unknown fields while parsing, and leave the depth to the parser's own limit, which is in the hundreds",
		Run: takesChanged("an unknown field, 50 levels deep", func(_ *Session, w Webhook) (Webhook, error) {
			return withMembers(w, `"x_deep":`+strings.Repeat("[", 50)+strings.Repeat("]", 50)), nil
		}),
	}, {
		ID: "body/empty-lists", Title: "takes lists that are empty", Level: Should,
		Rule:   says("a list may have no item: an invoice without lines is a draft or a correction, a document may lie in no folder"),
		Source: goodPractice, Skip: onlyOf("its body has no list", slices.Sorted(maps.Keys(listPaths()))...),
		Remedy: "do not reach for the first item of a list without looking at its length",
		Run: takesChanged("lists that are empty", func(s *Session, w Webhook) (Webhook, error) {
			var err error
			for _, path := range listPaths()[s.Traits.Name] {
				if w, err = edited(w, path, []byte("[]")); err != nil {
					return w, err
				}
			}
			return w, nil
		}),
	}}
}

// textPath is where the body of a usual webhook has a text of any length; empty where it has none.
func textPath(provider string) string {
	return map[string]string{
		"finpilo": "comment", "moneybird": "entity.reference", "silverfin": "document.content", "bookkeeper": "data.counterparty",
	}[provider]
}

// listPaths are where the bodies of usual webhooks have lists.
func listPaths() map[string][]string {
	return map[string][]string{
		"finpilo":   {"lineItems", "dimensions"},
		"moneybird": {"entity.details", "entity.payments", "entity.events"},
		"silverfin": {"document.permanent_document_path"},
	}
}

// amountPaths are where the bodies of usual webhooks have amounts, all of them with a decimal point.
func amountPaths() map[string][]string {
	return map[string][]string{
		"finpilo":   {"subtotal", "taxTotal", "total"},
		"moneybird": {"entity.total_price_excl_tax", "entity.total_price_incl_tax", "entity.total_paid"},
	}
}

func skipText(s *Session) string {
	if textPath(s.Traits.Name) == "" {
		return "its body has no text that a person wrote"
	}
	return ""
}

// takesText is the run of a case whose webhook has a text.
func takesText(what, text string) func(context.Context, *Session) (Finding, error) {
	return takesChanged(what, func(s *Session, w Webhook) (Webhook, error) { return withText(s, w, text) })
}

func withText(s *Session, w Webhook, text string) (Webhook, error) {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		return w, err
	}
	return edited(w, textPath(s.Traits.Name), quoted)
}

// takesChanged is the run of a case whose webhook is a usual one with another body.
func takesChanged(with string, change func(*Session, Webhook) (Webhook, error)) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		w, err := s.Usual()
		if err == nil {
			w, err = change(s, w)
		}
		if err != nil {
			return Finding{}, err
		}
		x, err := s.sendsThis(ctx, "a right webhook with "+with, w, nil)
		return s.Accepts(x, "a right webhook with "+with), err
	}
}

// withMembers adds members at the end of a body, which is an object that has some.
func withMembers(w Webhook, members string) Webhook {
	end := len(w.Body) - 1
	w.Body = slices.Concat(w.Body[:end], []byte(","+members), w.Body[end:])
	return w
}
