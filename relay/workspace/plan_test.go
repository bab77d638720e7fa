package workspace

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestPlan(t *testing.T) {
	t.Parallel()
	have := func(id, name, provider string) control.Subscription {
		return control.Subscription{SubscriptionFields: control.SubscriptionFields{ID: id, DeclaredAs: name, Provider: provider, URL: "http://a"}}
	}
	rule := func(id, name string, first int) control.FaultRule {
		return control.FaultRule{ID: id, DeclaredAs: name, Name: "hang", At: "sender", First: first}
	}
	file, err := Decode("l.yaml", []byte(`
subscriptions:
  new: {provider: fintoro, url: http://a}
  stays: {provider: fintoro, url: http://a}
  turned: {provider: finpilo, url: http://a}
faults:
  new: {fault: hang}
  same: {fault: hang, first: 1, at: sender}
  other: {fault: hang, first: 2}
`), variables(nil))
	if err != nil {
		t.Fatal(err)
	}
	steps := plan(file, nil,
		[]control.Subscription{have("sub_1", "", "fintoro"), have("sub_2", "gone", "fintoro"), have("sub_3", "stays", "fintoro"), have("sub_4", "turned", "fintoro")},
		[]control.FaultRule{rule("flt_1", "", 1), rule("flt_2", "other", 1), rule("flt_3", "same", 1), rule("flt_4", "same", 1), rule("flt_5", "gone", 1)})
	var got []string
	for _, s := range steps {
		got = append(got, string(s.Op)+" "+s.Kind+" "+s.Name+" "+s.ID)
	}
	want := []string{
		"add subscription new ", "change subscription stays sub_3", "remove subscription turned sub_4", "add subscription turned ", "remove subscription gone sub_2",
		"add fault new ", "change fault other flt_2", "remove fault same flt_4", "remove fault gone flt_5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
