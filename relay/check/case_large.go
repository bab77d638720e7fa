package check

import (
	"context"
	"fmt"
	"strings"
)

// Sizes of bodies. Source: our choice; the limit of 100 kB is that of Express's parser (express.json, body-parser).
const (
	largeBytes     = 300_000
	veryLargeBytes = 900_000
	belowDefault   = 90_000
)

// largeCases are about right webhooks with a long body.
func largeCases() []Case {
	const room = "allow some megabytes for bodies on this path, in the framework's parser and in the proxy before it: a signature keeps others out"
	return []Case{{
		ID: "body/large", Title: fmt.Sprintf("takes a body of %d kB", largeBytes/1000), Level: Should,
		Rule: largeRule, Source: goodPractice, Remedy: room, Skip: skipLarge,
		Run: func(ctx context.Context, s *Session) (Finding, error) { return s.takesLarge(ctx, largeBytes) },
	}, {
		ID: "body/very-large", Title: fmt.Sprintf("takes a body of %d kB", veryLargeBytes/1000), Level: Hint,
		Rule: largeRule, Source: goodPractice, Remedy: room, Skip: skipLarge,
		Run: func(ctx context.Context, s *Session) (Finding, error) { return s.takesLarge(ctx, veryLargeBytes) },
	}}
}

// skipLarge leaves out those whose bodies are small by their nature: a thin event, and what Standard Webhooks keeps below 20 kB.
func skipLarge(s *Session) string {
	if s.Traits.Name == "bookkeeper" || s.Traits.ThinEvents {
		return "its bodies are small"
	}
	return ""
}

func largeRule(s *Session) string {
	return map[string]string{
		"finpilo":   "a document can have hundreds of lines, and all of them are in the body; no limit is documented",
		"moneybird": "an invoice can have hundreds of lines, with its history, and all of them are in the body; no limit is documented",
		"silverfin": "the text of a whole document is in the body; no limit is documented",
	}[s.Traits.Name]
}

// takesLarge sends a body of about so many bytes, and where that is refused, one below the limit that parsers commonly have.
func (s *Session) takesLarge(ctx context.Context, size int) (Finding, error) {
	x, what, err := s.sendLarge(ctx, size)
	if err != nil || s.taken(&x) || size < largeBytes {
		return s.Accepts(x, what), err
	}
	finding := s.Accepts(x, what)
	below, smaller, err := s.sendLarge(ctx, belowDefault)
	if err == nil && s.taken(&below) {
		finding.Detail = fmt.Sprintf("it %s to %s, and took %s", Answer(&x), what, smaller)
		if size == largeBytes {
			finding.Detail += ": body parsers such as Express's take 100 kB unless they are told otherwise"
		}
	}
	return finding, err
}

func (s *Session) sendLarge(ctx context.Context, size int) (x Exchange, what string, err error) {
	what = fmt.Sprintf("a right webhook of %d kB", size/1000)
	w, err := s.Usual()
	if err != nil {
		return x, what, err
	}
	const line = "Page after page of what a long document says, line by line.\n"
	if w, err = withText(s, w, strings.Repeat(line, max(0, size-len(w.Body))/(len(line)+1))); err != nil {
		return x, what, err
	}
	x, err = s.sendsThis(ctx, what, w, nil)
	return x, what, err
}
