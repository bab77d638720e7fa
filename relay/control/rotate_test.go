package control_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

func TestRotateSecret(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true, Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))})
	ctx := t.Context()
	made := map[string]control.Subscription{}
	for _, name := range []string{"fintoro", "moneybird", "silverfin", "finpilo", "bookkeeper"} {
		sub, err := client.Subscribe(ctx, control.CreateSubscription{Provider: name, URL: "http://127.0.0.1:1/", NoProbe: true})
		if err != nil {
			t.Fatal(err)
		}
		made[name] = sub
	}
	hour, none, token := control.RotateSecret{Overlap: "1h"}, control.RotateSecret{Overlap: "0s"}, control.RotateSecret{Secret2: "token"}
	steps := []struct {
		product string
		ask     control.RotateSecret
		secret  string // empty: a drawn one
		secret2 string
		until   string
		refusal string
	}{
		{product: "fintoro"},
		{product: "fintoro", ask: none},
		{product: "fintoro", ask: hour, refusal: "ends the old signing secret at once"},
		{product: "moneybird", ask: hour, secret2: made["moneybird"].Secret, until: "13:00"},
		{product: "moneybird", ask: control.RotateSecret{Secret: "s", Overlap: "0s"}, secret: "s"},
		{product: "moneybird", ask: control.RotateSecret{}, secret2: "s", until: "12:00"},
		{product: "moneybird", ask: control.RotateSecret{Overlap: "soon"}, refusal: "no duration"},
		{product: "moneybird", ask: control.RotateSecret{Overlap: "-1s"}, refusal: "between 0s and ten years"},
		{product: "moneybird", ask: control.RotateSecret{Secret2: "x"}, refusal: "one signing secret"},
		{product: "silverfin", ask: token, secret: made["silverfin"].Secret, secret2: "token"},
		{product: "silverfin", ask: control.RotateSecret{Which: 1, Secret: "first"}, secret: "first", secret2: "token"},
		{product: "silverfin", ask: control.RotateSecret{Which: 1, Secret2: "x"}, refusal: "two secrets would change"},
		{product: "silverfin", ask: control.RotateSecret{Secret: "x", Secret2: "y"}, refusal: "two secrets would change"},
		{product: "silverfin", ask: control.RotateSecret{Which: 3}, refusal: "which"},
		{product: "finpilo", refusal: "makes none"},
		{product: "finpilo", ask: control.RotateSecret{Secret: "key"}, secret: "key"},
		{product: "bookkeeper", ask: control.RotateSecret{Secret: "x"}, refusal: "whsec_"},
	}
	for i, step := range steps {
		got, err := client.RotateSecret(ctx, made[step.product].ID, step.ask)
		var refusal *control.Error
		if step.refusal != "" {
			if !errors.As(err, &refusal) || refusal.Status != 422 || !strings.Contains(err.Error(), step.refusal) {
				t.Errorf("step %d: %v, want 422 and %q", i, err, step.refusal)
			}
			continue
		}
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		if step.secret == "" && (got.Secret == "" || got.Secret == made[step.product].Secret) || step.secret != "" && got.Secret != step.secret {
			t.Errorf("step %d: the secret is %q", i, got.Secret)
		}
		until := ""
		if got.Secret2Until != nil {
			until = got.Secret2Until.UTC().Format("15:04")
		}
		if got.Secret2 != step.secret2 || until != step.until {
			t.Errorf("step %d: the second secret is %q until %q; want %q until %q", i, got.Secret2, until, step.secret2, step.until)
		}
	}
	if _, err := client.RotateSecret(ctx, "sub_none", none); err == nil || !strings.Contains(err.Error(), "not found") {
		t.Errorf("of none: %v", err)
	}
}

// A rotation is told to watchers, without the secret.
func TestRotationIsTold(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	made, err := client.Subscribe(t.Context(), control.CreateSubscription{Provider: "moneybird", URL: "http://127.0.0.1:1/", NoProbe: true})
	if err != nil {
		t.Fatal(err)
	}
	errEnough := errors.New("enough")
	err = client.Watch(t.Context(), 0, func(c control.Change) error {
		if c.Kind == "" {
			_, err := client.RotateSecret(t.Context(), made.ID, control.RotateSecret{Secret: "hush-hush"})
			return err
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if c.Kind != string(relay.SubscriptionChanged) || strings.Contains(string(text), "hush-hush") || strings.Contains(string(text), made.Secret) {
			t.Errorf("told: %s", text)
		}
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
}
