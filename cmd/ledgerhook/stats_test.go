package main

import "testing"

func TestTallyOf(t *testing.T) {
	t.Parallel()
	many := map[string]int{}
	for _, status := range []string{"400", "401", "403", "404", "409", "410", "422", "429", "500", "503"} {
		many[status] = 2
	}
	tests := map[string]struct {
		counts map[string]int
		want   string
	}{
		"nothing":                         {nil, ""},
		"the largest first, then by name": {map[string]int{"503": 3, "204": 12, "401": 3}, "204 ×12, 401 ×3, 503 ×3"},
		"no more than a line holds":       {many, "400 ×2, 401 ×2, 403 ×2, 404 ×2, 409 ×2, 410 ×2, 422 ×2, 429 ×2, others ×4"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tallyOf(tt.counts); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
