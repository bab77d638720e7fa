package relay

import (
	"fmt"
	"strings"
	"time"
)

// GroupField is what deliveries are grouped by.
type GroupField string

// The fields to group by. Outcome, status and error are those of the newest attempt.
const (
	GroupOutcome      GroupField = "outcome"
	GroupStatus       GroupField = "status"
	GroupSubscription GroupField = "subscription"
	GroupProvider     GroupField = "provider"
	GroupType         GroupField = "type"
	GroupState        GroupField = "state"
	GroupReason       GroupField = "reason"
	GroupError        GroupField = "error"
)

// GroupFields lists every field in the order shown to people.
func GroupFields() []GroupField {
	return []GroupField{GroupOutcome, GroupStatus, GroupSubscription, GroupProvider, GroupType, GroupState, GroupReason, GroupError}
}

// ParseGroupBy reads a list such as "outcome,status". An error is an InputError that says where the mistake stands, in
// bytes from the start of the text, from 0.
func ParseGroupBy(text string) ([]GroupField, error) {
	names := make([]string, 0, len(GroupFields()))
	for _, field := range GroupFields() {
		names = append(names, string(field))
	}
	refuse := func(position int, problem, hint string) ([]GroupField, error) {
		return nil, &InputError{Field: "by", Problem: fmt.Sprintf("at position %d: %s", position, problem), Hint: hint}
	}
	var by []GroupField
	seen := map[string]bool{}
	position := 0
	for raw := range strings.SplitSeq(text, ",") {
		name := strings.TrimSpace(raw)
		at := position + strings.Index(raw, name)
		position += len(raw) + 1
		switch known := fieldNamed(name); {
		case name == "":
			return refuse(at, "a field is missing", "the fields are "+strings.Join(names, " "))
		case known == "":
			hint := "the fields are " + strings.Join(names, " ")
			if near := Nearest(name, names); near != "" {
				hint = "did you mean " + near
			}
			return refuse(at, fmt.Sprintf("no field %q", name), hint)
		case seen[name]:
			return refuse(at, fmt.Sprintf("%q stands there twice", name), "name each field once")
		default:
			seen[name] = true
			by = append(by, known)
		}
	}
	return by, nil
}

func fieldNamed(name string) GroupField {
	for _, field := range GroupFields() {
		if string(field) == name {
			return field
		}
	}
	return ""
}

// GroupQuery says which deliveries are grouped by what.
type GroupQuery struct {
	Filter Filter
	By     []GroupField // at least one
	Now    time.Time    // what age is measured from
	Limit  int          // how many groups; zero or more than MaxGroups means MaxGroups
}

// MaxGroups is how many groups come back at most: error texts may all differ.
const MaxGroups = 1000

// Group is the deliveries that have the same values.
type Group struct {
	Values   []string // in the order of GroupQuery.By; a status is "0" when no answer came, an outcome "" before the first attempt
	Count    int
	LatestID string    // the delivery made last
	LatestAt time.Time // when that was made
}

// Grouped is the largest groups, and how much there is beside them.
type Grouped struct {
	Groups     []Group
	Total      int // groups, those left out included
	Deliveries int // in all groups together
}
