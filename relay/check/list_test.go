package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// Whatever is listed says what it demands, who demands it, and what to do.
func TestList(t *testing.T) {
	t.Parallel()
	for _, dialect := range provider.All() {
		cases, err := check.List(dialect, nil, nil)
		if err != nil || len(cases) == 0 {
			t.Fatalf("%s: %d cases, %v", dialect.Traits().Name, len(cases), err)
		}
		seen := map[string]bool{}
		for _, c := range cases {
			group, name, ok := strings.Cut(c.ID, "/")
			if !ok || group == "" || name == "" || seen[c.ID] || c.Title == "" || c.Rule == "" || c.Remedy == "" || strings.HasSuffix(c.Title, ".") {
				t.Errorf("%s: %+v", dialect.Traits().Name, c)
			}
			seen[c.ID] = true
			switch c.Source {
			case check.Documented, check.ThirdParty, check.Chosen, check.GoodPractice:
			default:
				t.Errorf("%s: %s has the source %q", dialect.Traits().Name, c.ID, c.Source)
			}
			switch c.Level {
			case check.Must, check.Should, check.Hint:
			default:
				t.Errorf("%s: %s has the level %q", dialect.Traits().Name, c.ID, c.Level)
			}
		}
	}
}

func TestListChooses(t *testing.T) {
	t.Parallel()
	only, err := check.List(provider.Fintoro(), []string{"delivery"}, nil)
	if err != nil || len(only) == 0 {
		t.Fatalf("%d of the group, %v", len(only), err)
	}
	left, err := check.List(provider.Fintoro(), []string{"delivery/*"}, []string{"delivery/valid"})
	if err != nil || len(left) != len(only)-1 {
		t.Errorf("%d of the group without one of %d, %v", len(left), len(only), err)
	}
	if group, err := check.List(provider.Fintoro(), []string{"del*"}, []string{"[ijklmn]*", "*t*"}); err != nil || len(group) != len(only) {
		t.Errorf("%d by the beginning of the group, not %d, %v", len(group), len(only), err)
	}
	_, err = check.List(provider.Fintoro(), []string{"delivery/vaild"}, nil)
	var input *relay.InputError
	if !errors.As(err, &input) || !strings.Contains(err.Error(), "did you mean delivery/valid") {
		t.Errorf("an unknown case: %v", err)
	}
}

// What a product's own words do not carry is not told as its rule.
func TestWhoseRuleItIs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		product, id string
		source      check.Source
		says        string // a part of the rule
	}{
		{"fintoro", "rotation/old", check.Documented, ""},
		{"finpilo", "rotation/old", check.Documented, ""},
		{"moneybird", "rotation/old", check.GoodPractice, ""},
		{"silverfin", "rotation/old", check.GoodPractice, ""},
		{"bookkeeper", "rotation/old", check.GoodPractice, ""},
		{"moneybird", "time/milliseconds", check.Documented, ""},
		{"fintoro", "time/milliseconds", check.Documented, ""},
		{"bookkeeper", "time/milliseconds", check.Chosen, ""},
		{"finpilo", "identity/again", check.GoodPractice, "shown as failed there"},
		{"fintoro", "identity/again", check.Documented, "sent again until the product gives up"},
		{"bookkeeper", "events/long-ago", check.GoodPractice, "by the schedule that ledgerhook chose"},
		{"fintoro", "events/long-ago", check.GoodPractice, "3h5m10s after the event, signed anew"},
		{"moneybird", "rotation/old-beside", check.Documented, "may be signed with the old one"},
		{"silverfin", "identity/booked-once", check.GoodPractice, "(what tells it again: none: only the body itself)"},
		{"moneybird", "answer/in-time", check.Chosen, "Moneybird gives no limit"},
		{"finpilo", "answer/in-time", check.Documented, "Finpilo waits 30s"},
		{"moneybird", "events/deleted", check.ThirdParty, "null"},
	} {
		dialects := provider.All()
		at := slices.IndexFunc(dialects, func(d relay.Dialect) bool { return d.Traits().Name == tt.product })
		cases, err := check.List(dialects[at], []string{tt.id}, nil)
		if err != nil || len(cases) != 1 {
			t.Fatalf("%s of %s: %d cases, %v", tt.id, tt.product, len(cases), err)
		}
		if c := cases[0]; c.Source != tt.source || !strings.Contains(c.Rule, tt.says) {
			t.Errorf("%s of %s is %s: %s; want %s with %q", tt.id, tt.product, c.Source, c.Rule, tt.source, tt.says)
		}
	}
}
