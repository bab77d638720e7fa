package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// BookkeeperFields customise what an endpoint gets as data: each key is a field of the event, its value the name that the
// field has in the data. What is not listed is left out, unless "*" is: "*":"*" stands for all other fields of the event
// under their own names. None at all: the data as it is. That reference ids, amounts and timestamps can be included is the
// product's description; the map is our choice.
type BookkeeperFields map[string]string

// everyOther is the field that stands for all that are not listed.
const everyOther = "*"

// identityField says which transaction an event is about: it is always there, under its own name.
const identityField = "transaction_id"

// maxFieldName is the longest name that a field may get, in characters. Source: our choice.
const maxFieldName = 255

// eventFields are those that the data of our event types has; addedFields those that an endpoint can get beside them.
func eventFields() []string {
	return []string{
		"reference_id", "amount", "currency", "occurred_at", "method", "counterparty", "refund_id", "original_transaction_id",
		"reason", "account", "balance",
	}
}

func addedFields() []string {
	return []string{"event_id", "delivery_id", "event_type", "event_timestamp", "event_unix", "amount_minor"}
}

// BookkeeperFieldsOf reads a subscription's; nil where it has none. An error is an InputError.
func BookkeeperFieldsOf(sub *relay.Subscription) (BookkeeperFields, error) {
	if sub == nil || len(sub.Own) == 0 {
		return nil, nil
	}
	own, err := readObject(sub.Own)
	if err != nil {
		return nil, &relay.InputError{Field: "own", Problem: err.Error()}
	}
	value := own.get("fields")
	if isNothing(value) {
		return nil, nil
	}
	var fields BookkeeperFields
	if json.Unmarshal(value, &fields) != nil {
		return nil, &relay.InputError{Field: "fields", Problem: "it must be an object of strings", Hint: `such as {"amount":"total"}`}
	}
	return fields, nil
}

// Check says why the fields cannot be used. An error is an InputError.
func (f BookkeeperFields) Check() error {
	taken := map[string]string{identityField: identityField}
	for _, source := range slices.Sorted(maps.Keys(f)) {
		name := f[source]
		if problem, hint := f.problemOf(source, name); problem != "" {
			return &relay.InputError{Field: "fields", Problem: problem, Hint: hint}
		}
		if other, twice := taken[name]; twice {
			return &relay.InputError{Field: "fields", Problem: fmt.Sprintf("%s and %s would both be named %s", other, source, name)}
		}
		taken[name] = source
	}
	return nil
}

func (f BookkeeperFields) problemOf(source, name string) (problem, hint string) {
	known := slices.Concat(eventFields(), addedFields(), []string{everyOther})
	_, everything := f[everyOther]
	switch {
	case source == identityField || name == identityField:
		return identityField + " says which transaction it is: it is always there, and no other field is named so", "leave it out"
	case !slices.Contains(known, source):
		if near := relay.Nearest(source, known); near != "" {
			return fmt.Sprintf("there is no field %.60q", source), "did you mean " + near
		}
		return fmt.Sprintf("there is no field %.60q", source), "there are " + strings.Join(known, ", ")
	case (source == everyOther) != (name == everyOther):
		return everyOther + " stands for all other fields under their own names", `write "*":"*"`
	case strings.TrimSpace(name) == "":
		return source + " has an empty name", "leave it out to send the event without it"
	case utf8.RuneCountInString(name) > maxFieldName:
		return fmt.Sprintf("the name of %s has more than %d characters", source, maxFieldName), ""
	case strings.ContainsFunc(name, unicode.IsControl):
		return "the name of " + source + " holds a control character", ""
	case everything && source != name && slices.Contains(eventFields(), name) && f[name] == "":
		return fmt.Sprintf("%s would be named %s, which another field is", source, name), "rename that one, too"
	}
	return "", ""
}
