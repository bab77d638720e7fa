package check_test

import (
	"errors"
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
	_, err = check.List(provider.Fintoro(), []string{"delivery/vaild"}, nil)
	var input *relay.InputError
	if !errors.As(err, &input) || !strings.Contains(err.Error(), "did you mean delivery/valid") {
		t.Errorf("an unknown case: %v", err)
	}
}
