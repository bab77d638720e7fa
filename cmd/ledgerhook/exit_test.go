package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestSuggestionWhenTheStoreTakesNothing(t *testing.T) {
	t.Parallel()
	got := (&app{started: true}).suggestion(&control.Error{Status: http.StatusServiceUnavailable, Detail: "database is locked: store unavailable"})
	for _, want := range []string{"free space", "close what holds the database", "nothing that was acknowledged is lost"} {
		if !strings.Contains(got, want) {
			t.Errorf("the suggestion %q does not say %q", got, want)
		}
	}
}
