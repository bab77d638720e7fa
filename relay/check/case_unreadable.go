package check

import (
	"context"
	"fmt"
)

// unreadableCases are about bodies that are rightly signed and cannot be read.
func unreadableCases() []Case {
	rule := func(s *Session) string {
		rule := "what cannot be read will not be readable the next time: 400 says so"
		if s.Traits.Schedule.Attempts() > 1 {
			rule += ", while an error of the receiver's own lets " + s.Traits.Title + " send it again and again"
		}
		return rule
	}
	const remedy = "catch what the parser throws and what is missing or of another kind, and answer 400; one that is stored unread may be answered with success"
	cases := []Case{{
		ID: "body/invalid-json", Title: "copes with a body that is no JSON",
		Run: survives("a rightly signed body that is no JSON", func(s *Session, w Webhook) ([][]byte, error) {
			return [][]byte{w.Body[:len(w.Body)-1], append(w.Body[:len(w.Body):len(w.Body)], '}'), []byte("not JSON")}, nil
		}),
	}, {
		ID: "body/empty", Title: "copes with an empty body",
		Run: survives("a rightly signed empty body", func(*Session, Webhook) ([][]byte, error) { return [][]byte{{}}, nil }),
	}, {
		ID: "body/not-an-object", Title: "copes with JSON that is no object",
		Run: survives("rightly signed JSON that is no object", func(*Session, Webhook) ([][]byte, error) {
			return [][]byte{[]byte("[]"), []byte("null"), []byte(`"text"`), []byte("1")}, nil
		}),
	}, {
		ID: "body/missing-fields", Title: "copes with an object without the fields that it needs",
		Run: survives("a rightly signed object without the fields that it needs", func(*Session, Webhook) ([][]byte, error) {
			return [][]byte{[]byte(`{}`), []byte(`{"x_only":1}`)}, nil
		}),
	}, {
		ID: "body/other-kinds", Title: "copes with a type that is no text",
		Skip: typed,
		Run: survives("a rightly signed object whose type is no text", func(s *Session, w Webhook) ([][]byte, error) {
			var bodies [][]byte
			for _, value := range []string{"null", "7", "[]", "{}"} {
				changed, err := edited(w, s.Traits.TypePath, []byte(value))
				if err != nil {
					return nil, err
				}
				bodies = append(bodies, changed.Body)
			}
			return bodies, nil
		}),
	}}
	for i := range cases {
		cases[i].Level, cases[i].Rule, cases[i].Source, cases[i].Remedy = Should, rule, goodPractice, remedy
	}
	return cases
}

// typed skips a product whose bodies name no type.
func typed(s *Session) string {
	if s.Traits.TypePath == "" {
		return "its body names no type of event"
	}
	return ""
}

// survives is the run of a case that sends bodies which are no webhooks. Who stores first and reads later takes them, which is as
// well; what must not be is an error of the receiver's own, or that it takes nothing afterwards.
func survives(what string, bodies func(*Session, Webhook) ([][]byte, error)) func(context.Context, *Session) (Finding, error) {
	return func(ctx context.Context, s *Session) (Finding, error) {
		w, err := s.Usual()
		if err != nil {
			return Finding{}, err
		}
		all, err := bodies(s, w)
		if err != nil {
			return Finding{}, err
		}
		var found *Finding
		var last Exchange
		for _, body := range all {
			w, err := s.Usual() // each with an identity of its own
			if err != nil {
				return Finding{}, err
			}
			w.Body = body
			if last, err = s.sendsThis(ctx, what, w, nil); err != nil {
				return Finding{}, err
			}
			if found == nil && fellOver(&last) {
				broken := Broken(fmt.Sprintf("it %s to %s: its handler fell over it", Answer(&last), what), last)
				found = &broken
			}
			if last.Late { // the others would hang too
				break
			}
		}
		if found == nil {
			passed := Passed("it " + Answer(&last) + " to " + what)
			found = &passed
		}
		return s.stillWorks(ctx, what, *found)
	}
}
