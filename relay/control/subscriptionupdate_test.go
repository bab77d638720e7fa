package control_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// Each row goes on from the one before. The answer names what was changed; a dry run names it too and changes nothing.
func TestUpdateSaysWhatItChanges(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	sub, err := client.Subscribe(t.Context(), control.CreateSubscription{
		Provider: "bookkeeper", URL: "http://127.0.0.1:3000/", Secret: "whsec_bGVkZ2VyaG9va2xlZGdlcmhvb2swMDAx", DeclaredAs: "erp",
	})
	if err != nil || sub.DeclaredAs != "erp" {
		t.Fatalf("%+v, %v", sub, err)
	}
	name, url, first, second := "mine", "http://127.0.0.1:4000/", "whsec_bGVkZ2VyaG9va2xlZGdlcmhvb2swMDAy", "whsec_bGVkZ2VyaG9va2xlZGdlcmhvb2swMDAz"
	urls, none, events := map[string]string{"payment.confirmed": "http://127.0.0.1:5000/"}, map[string]string{}, []string{}
	rate := 2.5
	rows := []struct {
		name   string
		change control.UpdateSubscription
		want   []string
	}{
		{"nothing", control.UpdateSubscription{}, nil},
		{"every type, as it is", control.UpdateSubscription{Events: &events, URLs: &none}, nil},
		{"name and URL", control.UpdateSubscription{Name: &name, URL: &url}, []string{"name", "url"}},
		{"URLs", control.UpdateSubscription{URLs: &urls}, []string{"urls"}},
		{"no URLs", control.UpdateSubscription{URLs: &none}, []string{"urls"}},
		{"both secrets", control.UpdateSubscription{Secret: &first, Secret2: &second}, []string{"secret", "secret2"}},
		{"one secret as it is", control.UpdateSubscription{Secret: &first}, nil},
		{"the second secret as it is", control.UpdateSubscription{Secret2: &second}, nil},
		{"limits", control.UpdateSubscription{SubscriptionLimits: control.SubscriptionLimits{Retry: control.Waits("5s"), Rate: &rate}}, []string{"retry", "rate"}},
		{"the same waits, written otherwise", control.UpdateSubscription{SubscriptionLimits: control.SubscriptionLimits{Retry: control.Waits("5000ms")}}, nil},
	}
	for _, row := range rows {
		before, err := client.Subscription(t.Context(), sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		dry := row.change
		dry.DryRun = true
		if got, err := client.UpdateSubscription(t.Context(), sub.ID, dry); err != nil || !cmp.Equal(got.Changed, row.want) {
			t.Errorf("%s, dry: changes %v, %v; want %v", row.name, got.Changed, err, row.want)
		}
		if after, err := client.Subscription(t.Context(), sub.ID); err != nil || !cmp.Equal(after, before) {
			t.Errorf("%s: a dry run changed it to %+v, %v", row.name, after, err)
		}
		if got, err := client.UpdateSubscription(t.Context(), sub.ID, row.change); err != nil || !cmp.Equal(got.Changed, row.want) {
			t.Errorf("%s: changes %v, %v; want %v", row.name, got.Changed, err, row.want)
		}
	}
	env, err := client.Env(t.Context())
	if keys := env.Secrets["bookkeeper"]; err != nil || keys.Secret != first || keys.Secret2 != second {
		t.Errorf("the secrets are %+v, %v", keys, err)
	}
	short, odd := "x", map[string]string{"payment.confirmd": "http://127.0.0.1/"}
	for name, change := range map[string]control.UpdateSubscription{"secret": {Secret: &short}, "type of a URL": {URLs: &odd}} {
		if _, err := client.UpdateSubscription(t.Context(), sub.ID, change); statusOf(err) != 422 {
			t.Errorf("a wrong %s: %v, want a 422", name, err)
		}
	}
}

func TestDryRunsMakeNothing(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "fintoro", URL: "http://127.0.0.1:3000/", DryRun: true})
	if err != nil || sub.ID != "" || sub.Secret != "" {
		t.Errorf("%+v, %v", sub, err)
	}
	if _, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "fintoroo", URL: "http://127.0.0.1:3000/", DryRun: true}); statusOf(err) != 422 {
		t.Errorf("an unknown product: %v, want a 422", err)
	}
	if rule, err := client.AddFault(ctx, control.AddFault{Name: "status", Value: "503", DryRun: true}); err != nil || rule.ID != "" {
		t.Errorf("%+v, %v", rule, err)
	}
	if _, err := client.AddFault(ctx, control.AddFault{Name: "status", Value: "x", DryRun: true}); statusOf(err) != 422 {
		t.Errorf("a wrong fault: %v, want a 422", err)
	}
	subs, err := client.Subscriptions(ctx)
	rules, errRules := client.Faults(ctx)
	if err != nil || errRules != nil || len(subs) != 0 || len(rules) != 0 {
		t.Errorf("there are %v and %v (%v, %v)", subs, rules, err, errRules)
	}
}

// A secret that is put in place of another counts alone, at once, also while an older one still did.
func TestAReplacedSecretEndsTheOverlap(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Bare: true})
	ctx := t.Context()
	sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: "moneybird", URL: "http://127.0.0.1:3000/", Secret: "first", NoProbe: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.RotateSecret(ctx, sub.ID, control.RotateSecret{Secret: "second", Overlap: "1h"}); err != nil {
		t.Fatal(err)
	}
	inForce := func() []string {
		t.Helper()
		stored, err := node.Engine.Subscription(sub.ID)
		if err != nil {
			t.Fatal(err)
		}
		return stored.ActiveSecrets(node.Engine.Clock.Now())
	}
	if got := inForce(); !cmp.Equal(got, []string{"second", "first"}) {
		t.Fatalf("after the rotation %v are in force", got)
	}
	second, third := "second", "third"
	if got, err := client.UpdateSubscription(ctx, sub.ID, control.UpdateSubscription{Secret: &second}); err != nil || got.Changed != nil {
		t.Errorf("the one in force: %v, %v", got.Changed, err)
	}
	if got := inForce(); !cmp.Equal(got, []string{"second", "first"}) {
		t.Errorf("the one in force again leaves %v", got)
	}
	if got, err := client.UpdateSubscription(ctx, sub.ID, control.UpdateSubscription{Secret: &third}); err != nil || !cmp.Equal(got.Changed, []string{"secret", "secret2"}) {
		t.Errorf("another: %v, %v", got.Changed, err)
	}
	if got := inForce(); !cmp.Equal(got, []string{"third"}) {
		t.Errorf("after it %v are in force", got)
	}
}
