package check_test

import (
	"regexp"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

// Cases are named by --only and --skip, so no two have one name, and a report needs a title and a remedy of each.
func TestCases(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(`^(delivery|signature|time|identity|order|events|body|http|load|rotation|answer)/[a-z0-9]+(-[a-z0-9]+)*$`)
	known := map[string]bool{}
	for _, c := range check.All() {
		if !id.MatchString(c.ID) || known[c.ID] {
			t.Errorf("%s: no new name in one of the groups", c.ID)
		}
		known[c.ID] = true
		if c.Title == "" || c.Level == "" || c.Rule == nil || c.Source == nil || c.Remedy == "" || c.Run == nil {
			t.Errorf("%s lacks something", c.ID)
		}
	}
}
