package check

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// referenceKeys are those that a reference is read from, in this order. Source: product description; the order is our choice.
func referenceKeys() []string {
	return []string{"accountingReferenceId", "AccountingReferenceId", "id"}
}

// referenceCases are about the reference that a receiver may answer.
func referenceCases() []Case {
	rule := says("the answer's accountingReferenceId, AccountingReferenceId or id is shown beside the document; none is fine as well")
	skip := onlyOf("the product reads no reference from an answer", "finpilo")
	source := knownBy("reference")
	return []Case{{
		ID: "answer/reference", Title: "answers a reference that can be read, if any", Level: Hint, Rule: rule, Source: source, Skip: skip,
		Remedy: `answer {"accountingReferenceId":"INV-2026-0042"}: a text in one of the three keys at the top, and in one alone`,
		Run:    readable,
	}, {
		ID: "answer/reference-again", Title: "answers the same reference when a document comes again", Level: Should, Rule: rule, Source: goodPractice, Skip: skip,
		Remedy: "keep the reference with the document's identity, and answer the one that was given first",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			w, err := s.Usual()
			if err != nil {
				return Finding{}, err
			}
			return s.compareReferences(ctx, [2]Webhook{w, w}, true)
		},
	}, {
		ID: "answer/reference-own", Title: "answers another reference for another document", Level: Should, Rule: rule, Source: goodPractice, Skip: skip,
		Remedy: "answer the reference of the booking that was made for this document",
		Run: func(ctx context.Context, s *Session) (Finding, error) {
			first, err := s.Usual()
			if err != nil {
				return Finding{}, err
			}
			second, err := s.Usual()
			if err != nil {
				return Finding{}, err
			}
			return s.compareReferences(ctx, [2]Webhook{first, second}, false)
		},
	}}
}

func readable(ctx context.Context, s *Session) (Finding, error) {
	p, err := s.paceOnce(ctx)
	if err != nil {
		return Finding{}, err
	}
	x := p[0]
	if !s.Taken(&x) {
		return Skipped("it " + Answer(&x) + ": see answer/status"), nil
	}
	judged := s.Dialect.Judge(x.Response)
	body, _ := x.Response.Plain()
	key := referenceKey(body)
	switch {
	case judged.Note != "" && key != "":
		return Broken("its answer has a reference that cannot be used as it stands: "+judged.Note, x), nil
	case judged.Reference == "" && misplaced(x.Response.Body) != "":
		return Broken("its answer has "+relay.Visible(misplaced(x.Response.Body))+", which nobody reads: the reference is lost, if that is one", x), nil
	case judged.Reference == "":
		return Finding{Verdict: Pass, Detail: "it answers no reference, which is allowed", Exchanges: p[:1]}, nil
	}
	return Finding{Verdict: Pass, Detail: fmt.Sprintf("it answered the reference %s in %s", relay.Visible(judged.Reference), key), Exchanges: p[:1]}, nil
}

// referenceKey is the first key of an answer that a reference is read from; empty where it has none.
func referenceKey(body []byte) string {
	fields := relay.BodyFields(body, nil, 1000)
	for _, key := range referenceKeys() {
		if slices.ContainsFunc(fields, func(f relay.BodyField) bool { return f.Path == key || strings.HasPrefix(f.Path, key+".") }) {
			return key
		}
	}
	return ""
}

// misplaced is the path of what looks like a reference in an answer, under another key or deeper; empty where nothing does.
func misplaced(body []byte) string {
	plain := strings.NewReplacer("_", "", "-", "", " ", "")
	for _, f := range relay.BodyFields(body, nil, 1000) {
		name := plain.Replace(strings.ToLower(f.Path[strings.LastIndex(f.Path, ".")+1:]))
		if name == "accountingreferenceid" || name == "accountingreference" || name == "referenceid" {
			return f.Path
		}
	}
	return ""
}

// compareReferences sends two webhooks and compares what it answered.
func (s *Session) compareReferences(ctx context.Context, webhooks [2]Webhook, same bool) (Finding, error) {
	var references [2]string
	for i, w := range webhooks {
		what := []string{"a document", "another document"}[i]
		if same && i == 1 {
			what = "the same document again"
		}
		x, err := s.sendsThis(ctx, what, w, nil)
		if err != nil {
			return Finding{}, err
		}
		if !s.Taken(&x) {
			return s.Accepts(x, what), nil
		}
		references[i] = s.Dialect.Judge(x.Response).Reference
	}
	shown := fmt.Sprintf("%s and then %s", relay.Visible(references[0]), relay.Visible(references[1]))
	switch {
	case references[0] == "" && references[1] == "":
		return Skipped("it answers no reference, which is allowed"), nil
	case same && references[1] == "":
		return Broken("it answered " + relay.Visible(references[0]) + " to a document, and no reference when it came again"), nil
	case same && references[0] != references[1]:
		return Broken("it answered " + shown + " to one document that came twice: it booked it twice, or numbers its answers"), nil
	case !same && references[0] == references[1]:
		return Broken("it answered " + shown + " to two documents: what it answers does not tell one booking from another"), nil
	case same:
		return Passed("it answered " + relay.Visible(references[0]) + " both times"), nil
	}
	return Passed("it answered " + shown), nil
}
