package relay

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseGroupBy(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]GroupField{
		"outcome":                       {GroupOutcome},
		"status,outcome":                {GroupStatus, GroupOutcome},
		" state , reason":               {GroupState, GroupReason},
		"subscription,provider,type":    {GroupSubscription, GroupProvider, GroupType},
		"error,state,reason,status":     {GroupError, GroupState, GroupReason, GroupStatus},
		"outcome,status,subscription  ": {GroupOutcome, GroupStatus, GroupSubscription},
	} {
		got, err := ParseGroupBy(text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

func TestParseGroupByNamesTheMistake(t *testing.T) {
	t.Parallel()
	all := "the fields are outcome status subscription provider type state reason error"
	for text, want := range map[string]InputError{
		"":                 {Field: "by", Problem: "at position 0: a field is missing", Hint: all},
		"outcome,":         {Field: "by", Problem: "at position 8: a field is missing", Hint: all},
		"outcome, stauts":  {Field: "by", Problem: `at position 9: no field "stauts"`, Hint: "did you mean status"},
		"Outcome":          {Field: "by", Problem: `at position 0: no field "Outcome"`, Hint: "did you mean outcome"},
		"state,zebra,type": {Field: "by", Problem: `at position 6: no field "zebra"`, Hint: all},
		"type,state, type": {Field: "by", Problem: `at position 12: "type" stands there twice`, Hint: "name each field once"},
	} {
		_, err := ParseGroupBy(text)
		var got *InputError
		if !errors.As(err, &got) {
			t.Errorf("%q: %v, want an InputError", text, err)
			continue
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}
