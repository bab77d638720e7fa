package emulate

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// parametersOf reads a query strictly: known names only, each once. An error is a refusal.
func parametersOf(r *http.Request, known ...string) (map[string]string, error) {
	parameters := map[string]string{}
	var problems []problem
	given := r.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch values := given[name]; {
		case !slices.Contains(known, name):
			text := "is an unknown parameter; there are " + strings.Join(known, ", ")
			if near := relay.Nearest(name, known); near != "" {
				text = "is an unknown parameter; did you mean " + near
			}
			problems = append(problems, problem{name, unknown, text})
		case len(values) > 1:
			problems = append(problems, problem{name, invalid, "is given twice"})
		default:
			parameters[name] = values[0]
		}
	}
	if len(problems) > 0 {
		return nil, &refusal{problems: problems}
	}
	return parameters, nil
}

// limitOf is how many are listed: usual, unless limit says otherwise. An error is a refusal.
func limitOf(parameters map[string]string, usual, most int) (int, error) {
	text, given := parameters["limit"]
	if !given {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, &refusal{problems: []problem{{"limit", invalid, "must be a number from 1 to " + strconv.Itoa(most)}}}
	}
	return n, nil
}
