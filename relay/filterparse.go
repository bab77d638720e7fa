package relay

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"
)

// FilterError names the term that could not be parsed and where it stands.
type FilterError struct {
	Term     string
	Position int // in bytes from the start of the filter, from 0
	Problem  string
}

func (e *FilterError) Error() string {
	return fmt.Sprintf("filter term %q at position %d: %s", e.Term, e.Position, e.Problem)
}

// fields lists the fields that may be typed with a colon, in the order shown to people.
func fields() []string {
	return []string{"state", "provider", "type", "status", "outcome", "attempts", "age", "sub", "id", "event", "reason", "ref"}
}

// ParseFilter reads the filter language:
//
//	state:failed provider:fintoro type:invoices.* status:>=500 attempts:>2 age:<1h sub:sub_… id:… "free text"
//
// Terms are joined by AND, a leading - negates, a comma lists alternatives. An error is a FilterError.
func ParseFilter(text string) (Filter, error) {
	var f Filter
	for pos := 0; pos < len(text); {
		if text[pos] == ' ' || text[pos] == '\t' {
			pos++
			continue
		}
		raw := nextTerm(text[pos:])
		term, err := parseTerm(raw)
		if err != nil {
			return Filter{}, &FilterError{Term: raw, Position: pos, Problem: err.Error()}
		}
		f.Terms = append(f.Terms, term)
		pos += len(raw)
	}
	return f, nil
}

// nextTerm cuts the first term off, which ends at a blank outside quotes.
func nextTerm(text string) string {
	inside := false
	for i := range len(text) {
		switch text[i] {
		case '"':
			inside = !inside
		case ' ', '\t':
			if !inside {
				return text[:i]
			}
		}
	}
	return text
}

// unquote takes the quotes off a value, which has two around it or none at all.
func unquote(value string) (string, error) {
	bare := strings.Trim(value, `"`)
	switch {
	case value != bare && value != `"`+bare+`"`, strings.Contains(bare, `"`):
		return "", errors.New("a quote is not closed, or stands inside a word")
	case bare == "":
		return "", errors.New("there is nothing to look for; write a value")
	}
	return bare, nil
}

func parseTerm(raw string) (Term, error) {
	var t Term
	body := raw
	if strings.HasPrefix(body, "-") && len(body) > 1 {
		t.Negate, body = true, body[1:]
	}
	name, value, isField := strings.Cut(body, ":")
	if !isField || strings.HasPrefix(body, `"`) {
		text, err := unquote(body)
		t.Field, t.Op, t.Values = FieldText, Equal, []string{text}
		return t, err
	}
	value, err := unquote(value)
	if err != nil {
		return t, err
	}
	t.Field, t.Op = Field(name), Equal
	switch t.Field {
	case FieldStatus, FieldAttempts:
		var rest string
		t.Op, rest = operator(value)
		n, err := strconv.ParseInt(rest, 10, 32)
		if err != nil {
			return t, fmt.Errorf("%q is not a whole number; write it like %s:>=3", rest, name)
		}
		t.Number = n
		return t, nil
	case FieldAge:
		var rest string
		t.Op, rest = operator(value)
		age, err := time.ParseDuration(rest)
		if err != nil || age < 0 {
			return t, fmt.Errorf("%q is not a duration; write it like age:<1h or age:>90s", rest)
		}
		t.Age = age
		return t, nil
	case FieldState, FieldProvider, FieldType, FieldOutcome, FieldSubscription, FieldID, FieldEvent, FieldReason, FieldReference:
		t.Values = strings.Split(value, ",")
		return t, checkValues(&t)
	}
	if near := Nearest(name, fields()); near != "" {
		return t, fmt.Errorf("no field %q; did you mean %s", name, near)
	}
	return t, fmt.Errorf("no field %q; the fields are %s", name, strings.Join(fields(), " "))
}

func checkValues(t *Term) error {
	for _, value := range t.Values {
		switch t.Field {
		case FieldState:
			if !DeliveryState(value).Valid() {
				return unknownValue("state", value, DeliveryStates())
			}
		case FieldOutcome:
			if near := Outcome(value); !near.valid() {
				return unknownValue("outcome", value, Outcomes())
			}
		case FieldType, FieldReference:
			if _, err := path.Match(value, ""); err != nil {
				return fmt.Errorf("the pattern %q is not closed", value)
			}
		}
		if value == "" {
			return fmt.Errorf("an empty value stands in the list")
		}
	}
	return nil
}

func unknownValue[T ~string](what, value string, known []T) error {
	names := make([]string, len(known))
	for i, k := range known {
		names[i] = string(k)
	}
	if near := Nearest(value, names); near != "" {
		return fmt.Errorf("no %s %q; did you mean %s", what, value, near)
	}
	return fmt.Errorf("no %s %q; there are %s", what, value, strings.Join(names, " "))
}

func (o Outcome) valid() bool {
	for _, known := range Outcomes() {
		if o == known {
			return true
		}
	}
	return false
}

func operator(value string) (Op, string) {
	for _, op := range []Op{LessOrEqual, GreaterOrEqual, Less, Greater, Equal} {
		if rest, ok := strings.CutPrefix(value, string(op)); ok {
			return op, rest
		}
	}
	return Equal, value
}
