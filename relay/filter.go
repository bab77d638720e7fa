package relay

import (
	"cmp"
	"path"
	"strconv"
	"strings"
	"time"
)

// Filter selects deliveries. All its terms must hold. The zero Filter takes everything.
type Filter struct {
	Terms []Term
}

// Term is one condition of a filter.
type Term struct {
	Negate bool
	Field  Field
	Op     Op       // Equal but for the numeric fields
	Values []string // any of them; one for numeric fields and Text

	Number int64         // of status and attempts
	Age    time.Duration // of age
}

// Field is what a term looks at.
type Field string

// The fields of the filter language.
const (
	FieldState        Field = "state"
	FieldProvider     Field = "provider"
	FieldType         Field = "type" // with * as wildcard
	FieldStatus       Field = "status"
	FieldOutcome      Field = "outcome"
	FieldAttempts     Field = "attempts"
	FieldAge          Field = "age" // since the delivery was made
	FieldSubscription Field = "sub"
	FieldID           Field = "id"
	FieldEvent        Field = "event"
	FieldReason       Field = "reason"
	FieldReference    Field = "ref"
	FieldText         Field = "text" // free text, in ids, type, URL, reference and error
)

// Op compares numbers.
type Op string

// The operators of numeric fields.
const (
	Equal          Op = "="
	Less           Op = "<"
	LessOrEqual    Op = "<="
	Greater        Op = ">"
	GreaterOrEqual Op = ">="
)

// Match reports whether a delivery passes the filter at a time.
func (f Filter) Match(d *Delivery, now time.Time) bool {
	for i := range f.Terms {
		if f.Terms[i].match(d, now) == f.Terms[i].Negate {
			return false
		}
	}
	return true
}

func (t *Term) match(d *Delivery, now time.Time) bool {
	switch t.Field {
	case FieldState:
		return t.any(string(d.State))
	case FieldProvider:
		return t.any(d.Provider)
	case FieldType:
		return t.glob(d.Type)
	case FieldStatus:
		return compare(t.Op, int64(d.LastStatus), t.Number)
	case FieldOutcome:
		return t.any(string(d.LastOutcome))
	case FieldAttempts:
		return compare(t.Op, int64(d.AttemptCount), t.Number)
	case FieldAge:
		return compare(t.Op, int64(now.Sub(d.CreatedAt)), int64(t.Age))
	case FieldSubscription:
		return t.any(d.SubscriptionID)
	case FieldID:
		return t.any(d.ID)
	case FieldEvent:
		return t.any(d.EventID)
	case FieldReason:
		return t.any(d.Reason)
	case FieldReference:
		return t.glob(d.Reference)
	case FieldText:
		return t.text(d.ID, d.EventID, d.SubscriptionID, d.Type, MaskURL(d.URL), d.Reference, d.LastError)
	}
	return false
}

func (t *Term) any(value string) bool {
	for _, want := range t.Values {
		if value == want {
			return true
		}
	}
	return false
}

func (t *Term) glob(value string) bool {
	for _, pattern := range t.Values {
		if ok, _ := path.Match(pattern, value); ok { // patterns were checked when parsed
			return true
		}
	}
	return false
}

func (t *Term) text(values ...string) bool {
	want := strings.ToLower(t.Values[0])
	for _, value := range values {
		if strings.Contains(strings.ToLower(value), want) {
			return true
		}
	}
	return false
}

func compare(op Op, a, b int64) bool {
	c := cmp.Compare(a, b)
	switch op {
	case Less:
		return c < 0
	case LessOrEqual:
		return c <= 0
	case Greater:
		return c > 0
	case GreaterOrEqual:
		return c >= 0
	default:
		return c == 0
	}
}

// String writes the filter in its canonical form, which parses to an equal filter.
func (f Filter) String() string {
	parts := make([]string, len(f.Terms))
	for i, t := range f.Terms {
		parts[i] = t.String()
	}
	return strings.Join(parts, " ")
}

// String writes one term as it would be typed.
func (t Term) String() string {
	sign := ""
	if t.Negate {
		sign = "-"
	}
	op := string(t.Op)
	if t.Op == Equal {
		op = ""
	}
	switch t.Field {
	case FieldText:
		return sign + `"` + t.Values[0] + `"`
	case FieldStatus, FieldAttempts:
		return sign + string(t.Field) + ":" + op + strconv.FormatInt(t.Number, 10)
	case FieldAge:
		return sign + string(t.Field) + ":" + op + t.Age.String()
	}
	values := strings.Join(t.Values, ",")
	if strings.ContainsAny(values, " \t") {
		values = `"` + values + `"`
	}
	return sign + string(t.Field) + ":" + values
}
