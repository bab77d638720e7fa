package check

import (
	"context"
	"strings"
)

// otherIdentityCases are about an identity that does not go with its body.
func otherIdentityCases() []Case {
	headers := onlyOf("it has no header that tells an event's identity", "fintoro", "moneybird", "bookkeeper")
	return append(asCases([]forgery{{
		id: "identity/altered", title: "refuses a right signature under another identity", level: Must,
		skip:   onlyOf("the identity's header is not signed, or there is none", "bookkeeper"),
		rule:   "the identity is signed: with another one, somebody could have one event booked twice",
		remedy: "put webhook-id before the timestamp and the body when the HMAC is computed, as it came",
		make: func(s *Session, w Webhook) ([]forged, error) {
			request, err := s.Signed(w, Signing{})
			other := request.With("webhook-id", w.DialectID+"X")
			return []forged{{"a webhook whose webhook-id was changed after it was signed", "it does not sign the identity that it goes by", other}}, err
		},
	}}), Case{
		ID: "identity/without", Title: "copes with a webhook without an identity", Level: Hint, Source: goodPractice, Skip: headers,
		Rule:   says("the product always sends one: without it a webhook may be refused, or known by its body, but must not break the code"),
		Remedy: "expect that the header is missing, and answer 400",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			what := "a webhook without " + s.identityHeader()
			_, x, err := s.sends(ctx, what, usualType(s.Traits.Name), func(r Request) Request { return r.With(s.identityHeader(), "") })
			if err != nil {
				return Finding{}, err
			}
			return s.standsAt(ctx, x, what), nil
		},
	}, Case{
		ID: "identity/same-content", Title: "takes two events of the same content", Level: Must, Source: goodPractice, Skip: headers,
		Rule:   says("two events may say the same, as a second change within a second does: it is the identity that tells them apart"),
		Remedy: "answer success to an event whatever is known of its record",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, first, err := s.sends(ctx, "a webhook", usualType(s.Traits.Name), nil)
			if err != nil || !s.taken(&first) {
				return s.Accepts(first, "a right webhook"), err
			}
			const what = "another event of the same content"
			_, x, err := s.sendsAs(ctx, what, w, true)
			if err != nil {
				return Finding{}, err
			}
			return s.Accepts(x, what), nil
		},
	}, Case{
		ID: "identity/other-content", Title: "copes with other content under an identity that it knows", Level: Should, Source: goodPractice,
		Skip:   onlyOf("its identity is the body", "fintoro", "moneybird", "bookkeeper", "finpilo"),
		Rule:   says("the same identity with another content should not come: taken or refused, it must not break the code, nor be booked beside the first"),
		Remedy: "keep the first, note the difference in the log, and answer success or 409",
		Run:    otherContent,
	}, Case{
		ID: "identity/unsigned-header", Title: "books once what comes under another webhook-id", Level: Must, Source: knownBy("signed_bytes"),
		Skip:   onlyOf("only Fintoro has its identity in the body and, unsigned, in a header", "fintoro"),
		Rule:   says("webhook-id is not signed, the id in the body is: whoever has caught a webhook can send it under any webhook-id, with a timestamp of now"),
		Remedy: "deduplicate by the body's id, and refuse with 400 a webhook whose webhook-id is another",
		Run:    unsignedHeader,
	})
}

// identityHeader is where the product's identity stands.
func (s *Session) identityHeader() string {
	if s.Traits.Name == "moneybird" {
		return "Idempotency-Key"
	}
	return "webhook-id"
}

// sendsAs sends a webhook's content under another identity, or another content under its identity.
func (s *Session) sendsAs(ctx context.Context, what string, w Webhook, otherIdentity bool) (Webhook, Exchange, error) {
	other, err := s.Usual()
	if err != nil {
		return other, Exchange{}, err
	}
	identity, content := w, other
	if otherIdentity {
		identity, content = other, w
	}
	content.DialectID = identity.DialectID
	if path := map[string]string{"fintoro": `"id":"`, "finpilo": `"documentId":"`}[s.Traits.Name]; path != "" {
		content.Body = []byte(strings.Replace(string(content.Body), path+idOf(content.Body, path), path+idOf(identity.Body, path), 1))
	}
	x, err := s.sendsThis(ctx, what, content, nil)
	return content, x, err
}

// idOf is the text behind a key of a body that we made ourselves.
func idOf(body []byte, key string) string {
	_, rest, _ := strings.Cut(string(body), key)
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

func otherContent(ctx context.Context, s *Session) (Finding, error) {
	w, first, err := s.sends(ctx, "a webhook", usualType(s.Traits.Name), nil)
	if err != nil || !s.taken(&first) {
		return s.Accepts(first, "a right webhook"), err
	}
	const what = "another content under the same identity"
	content, x, err := s.sendsAs(ctx, what, w, false)
	if err != nil {
		return Finding{}, err
	}
	found := s.standsAt(ctx, x, what)
	if found.Verdict != Pass || s.Observed == nil || s.Traits.Name == "finpilo" { // whose document may have been corrected
		return found, nil
	}
	books, why, err := s.inBooks(ctx, w)
	if err != nil || why != "" {
		return found, err
	}
	if books.Doubled.Count > 0 {
		return Broken("it booked two contents under one identity", first, x), nil
	}
	// The second one's record has a name of its own, under which it may stand in the books.
	content.DialectID, content.event.ID = "", content.event.ID+"-other"
	if books, why, err = s.afterwards(ctx, content); err != nil || why != "" {
		return found, err
	}
	if books.Missing.Count == 0 && books.OK > 0 {
		return Broken("it booked two contents under one identity", first, x), nil
	}
	return found, nil
}

func unsignedHeader(ctx context.Context, s *Session) (Finding, error) {
	w, first, err := s.sends(ctx, "a webhook", usualType(s.Traits.Name), nil)
	if err != nil || !s.taken(&first) {
		return s.Accepts(first, "a right webhook"), err
	}
	other, err := s.Usual()
	if err != nil {
		return Finding{}, err
	}
	const what = "the same webhook under another webhook-id"
	x, err := s.sendsThis(ctx, what, w, func(r Request) Request { return r.With("webhook-id", other.DialectID) })
	if err != nil {
		return Finding{}, err
	}
	found := s.standsAt(ctx, x, what)
	if found.Verdict != Pass || !s.taken(&x) {
		return found, nil
	}
	books, why, err := s.inBooks(ctx, w)
	switch {
	case err != nil:
		return Finding{}, err
	case why != "":
		return Skipped(found.Detail + "; whether it booked it once is not judged: " + why), nil
	case books.Doubled.Count > 0:
		return Broken("it booked one event twice: it goes by webhook-id, which anybody can change", first, x), nil
	}
	// It may have booked it under the other identity, once more or alone: what names both the document and that counts for one.
	again := w
	again.DialectID, again.event.ID, again.event.Subject = other.DialectID, other.event.ID, ""
	switch books, why, err = s.afterwards(ctx, w, again); {
	case err != nil:
		return Finding{}, err
	case why != "":
		return Skipped(found.Detail + "; whether it booked it once is not judged: " + why), nil
	case books.OK > 1:
		return Broken("it booked one event twice: it goes by webhook-id, which anybody can change", first, x), nil
	}
	return Passed(found.Detail + ", and booked it once"), nil
}
