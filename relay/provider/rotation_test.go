package provider_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

const (
	bookkeeperOld = "whsec_YQqF+RKftbFy0eJhnUF1/p4wDFaYim5C"
	bookkeeperNew = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
)

func TestRotate(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	day := now.Add(24 * time.Hour)
	type secrets []relay.Secret
	tests := map[string]struct {
		dialect relay.Dialect
		has     secrets
		ask     relay.Rotation
		want    secrets
	}{
		"fintoro ends the old secret at once": {
			provider.Fintoro(), secrets{{Value: "old"}}, relay.Rotation{Value: "new"},
			secrets{{Value: "new"}, {Value: "old", ExpiresAt: now}},
		},
		"moneybird lets the old one go on for a day": {
			provider.Moneybird(), secrets{{Value: "old"}}, relay.Rotation{Value: "new"},
			secrets{{Value: "new"}, {Value: "old", ExpiresAt: day}},
		},
		"moneybird ends both of two, and the one that ends earlier keeps its end": {
			provider.Moneybird(), secrets{{Value: "old"}, {Value: "older", ExpiresAt: now.Add(time.Minute)}}, relay.Rotation{Value: "new", Overlap: time.Hour},
			secrets{{Value: "new"}, {Value: "old", ExpiresAt: now.Add(time.Hour)}, {Value: "older", ExpiresAt: now.Add(time.Minute)}},
		},
		"moneybird ends the old one at once where that is asked": {
			provider.Moneybird(), secrets{{Value: "old"}}, relay.Rotation{Value: "new", Overlap: relay.NoOverlap},
			secrets{{Value: "new"}, {Value: "old", ExpiresAt: now}},
		},
		"bookkeeper lets the old one go on for a day": {
			provider.Bookkeeper(), secrets{{Value: bookkeeperOld}}, relay.Rotation{Value: bookkeeperNew},
			secrets{{Value: bookkeeperNew}, {Value: bookkeeperOld, ExpiresAt: day}},
		},
		"silverfin changes token 1 where nothing is said": {
			provider.Silverfin(), secrets{{Value: "one"}, {Value: "two"}}, relay.Rotation{Value: "new"},
			secrets{{Value: "new"}, {Value: "two"}, {Value: "one", ExpiresAt: now}},
		},
		"silverfin changes token 2 in its place": {
			provider.Silverfin(), secrets{{Value: "one"}, {Value: "two"}, {Value: "past", ExpiresAt: now}}, relay.Rotation{Which: 2, Value: "new"},
			secrets{{Value: "one"}, {Value: "new"}, {Value: "two", ExpiresAt: now}, {Value: "past", ExpiresAt: now}},
		},
		"finpilo replaces its key": {
			provider.Finpilo(), secrets{{Value: "old"}}, relay.Rotation{Value: "new"},
			secrets{{Value: "new"}, {Value: "old", ExpiresAt: now}},
		},
		"finpilo takes a key where it had none": {
			provider.Finpilo(), nil, relay.Rotation{Value: "new"}, secrets{{Value: "new"}},
		},
		"one that was in force before can come back": {
			provider.Fintoro(), secrets{{Value: "b"}, {Value: "a", ExpiresAt: now}}, relay.Rotation{Value: "a"},
			secrets{{Value: "a"}, {Value: "b", ExpiresAt: now}},
		},
		"only the newest that ended are kept": {
			provider.Fintoro(),
			secrets{{Value: "5"}, {Value: "4", ExpiresAt: now}, {Value: "3", ExpiresAt: now}, {Value: "2", ExpiresAt: now}, {Value: "1", ExpiresAt: now}},
			relay.Rotation{Value: "6"},
			secrets{{Value: "6"}, {Value: "5", ExpiresAt: now}, {Value: "4", ExpiresAt: now}, {Value: "3", ExpiresAt: now}, {Value: "2", ExpiresAt: now}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sub := relay.Subscription{ID: "sub_1", URL: "http://127.0.0.1/", Secrets: tt.has}
			tt.ask.Now = now
			if err := tt.dialect.Rotate(&sub, tt.ask, relay.Chance{Seed: 1}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, secrets(sub.Secrets)); diff != "" {
				t.Errorf("secrets (-want +got):\n%s", diff)
			}
			if err := tt.dialect.Prepare(&sub, relay.Chance{}); err != nil {
				t.Errorf("it cannot be changed any more: %v", err)
			}
		})
	}
}

func TestRotateRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		dialect relay.Dialect
		ask     relay.Rotation
		want    string
	}{
		"an overlap at fintoro":                   {provider.Fintoro(), relay.Rotation{Overlap: time.Hour}, "overlap: Fintoro ends the old signing secret at once (leave it out)"},
		"an overlap at silverfin":                 {provider.Silverfin(), relay.Rotation{Overlap: time.Hour}, "overlap: Silverfin ends"},
		"a second secret where there is one":      {provider.Moneybird(), relay.Rotation{Which: 2}, "which: Moneybird has one signing secret to rotate"},
		"a third token":                           {provider.Silverfin(), relay.Rotation{Which: 3}, "which: there is no secret 3 (1 or 2)"},
		"a token of a negative number":            {provider.Silverfin(), relay.Rotation{Which: -1}, "which: there is no secret -1"},
		"no key at finpilo":                       {provider.Finpilo(), relay.Rotation{}, "secret: a new API key is missing: Finpilo makes none"},
		"a key at finpilo that no header takes":   {provider.Finpilo(), relay.Rotation{Value: "a\r\nb"}, "secret: the API key holds a control character"},
		"a secret at bookkeeper that is no whsec": {provider.Bookkeeper(), relay.Rotation{Value: "x"}, "secret: the signing secret does not begin with whsec_"},
		"the secret that is in force":             {provider.Bookkeeper(), relay.Rotation{Value: bookkeeperOld}, "secret: the signing secret is in force already"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			had := []relay.Secret{{Value: bookkeeperOld}, {Value: bookkeeperNew}}
			sub := relay.Subscription{ID: "sub_1", Secrets: had}
			err := tt.dialect.Rotate(&sub, tt.ask, relay.Chance{})
			var input *relay.InputError
			if !errors.As(err, &input) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if diff := cmp.Diff(had, sub.Secrets); diff != "" {
				t.Errorf("it changed all the same:\n%s", diff)
			}
		})
	}
}

// What is drawn repeats with the seed, goes on from rotation to rotation, and has the product's shape.
func TestRotateDraws(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	for _, dialect := range []relay.Dialect{provider.Fintoro(), provider.Moneybird(), provider.Silverfin(), provider.Bookkeeper()} {
		t.Run(dialect.Traits().Name, func(t *testing.T) {
			t.Parallel()
			chain := func(seed uint64) []string {
				sub := relay.Subscription{ID: "sub_1", URL: "http://127.0.0.1/"}
				chance := relay.Chance{Seed: seed}
				if err := dialect.Prepare(&sub, chance); err != nil {
					t.Fatal(err)
				}
				first := sub.Secrets[0].Value
				seen := []string{first}
				for i := range 5 {
					if err := dialect.Rotate(&sub, relay.Rotation{Now: now.Add(time.Duration(i) * time.Hour)}, chance); err != nil {
						t.Fatal(err)
					}
					drawn := sub.Secrets[0].Value
					for _, old := range seen {
						if drawn == old {
							t.Errorf("secret %q came again", drawn)
						}
					}
					if len(drawn) != len(first) {
						t.Errorf("%q does not look like %q", drawn, first)
					}
					seen = append(seen, drawn)
				}
				if err := dialect.Prepare(&sub, chance); err != nil {
					t.Errorf("a drawn secret is refused: %v", err)
				}
				return seen
			}
			if diff := cmp.Diff(chain(7), chain(7)); diff != "" {
				t.Errorf("the same seed draws other secrets:\n%s", diff)
			}
			if cmp.Equal(chain(7), chain(8)) {
				t.Error("another seed draws the same secrets")
			}
		})
	}
}

// A person puts the old secret back and rotates again: the draw does not give what is in force or was just before.
func TestRotateDrawsNoneThatItHas(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	sub := relay.Subscription{ID: "sub_1", Secrets: []relay.Secret{{Value: "a"}}}
	rotate := func(value string) string {
		t.Helper()
		if err := provider.Fintoro().Rotate(&sub, relay.Rotation{Now: now, Value: value}, relay.Chance{}); err != nil {
			t.Fatal(err)
		}
		return sub.Secrets[0].Value
	}
	first := rotate("")
	rotate("a")
	if again := rotate(""); again == first {
		t.Errorf("%s was drawn twice", again)
	}
}
