package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// readFault reads a rule as it is typed into a request that has its name, and maybe its place:
//
//	NAME[=VALUE] [first=N|every=N|chance=P] [limit=N] [at=PLACE] [FILTER…]
func readFault(request *control.AddFault, typed string) error {
	words := strings.Fields(typed)
	if len(words) > 0 {
		name, value, _ := strings.Cut(words[0], "=")
		if !strings.Contains(name, ":") { // else it is the filter, and no name was typed
			request.Value, words = value, words[1:]
		}
	}
	var filter []string
	for _, word := range words {
		if err := takeFaultWord(request, word); err != nil {
			return err
		}
		if !isFaultWord(word) {
			filter = append(filter, word)
		}
	}
	request.Filter = strings.Join(filter, " ")
	_, err := relay.ParseFilter(request.Filter)
	return err
}

// isFaultWord reports whether a word says when or where; all others are the filter.
func isFaultWord(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && slices.Contains([]string{"first", "every", "chance", "limit", "at"}, name)
}

func takeFaultWord(request *control.AddFault, word string) (err error) {
	name, value, _ := strings.Cut(word, "=")
	switch {
	case !isFaultWord(word):
		return nil
	case name == "at":
		request.At = value
		return nil
	case name == "chance":
		request.Chance, err = strconv.ParseFloat(value, 64)
		if err != nil || request.Chance <= 0 || request.Chance > 1 {
			return fmt.Errorf("%q is no chance; write it like chance=0.2", value)
		}
		return nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is no count; write it like %s=2", value, name)
	}
	*map[string]*int{"first": &request.First, "every": &request.Every, "limit": &request.Limit}[name] = n
	return nil
}

// specOf is a fault as it is typed.
func specOf(name, value string) string {
	rule := relay.FaultRule{Name: name, Value: value}
	return rule.Spec()
}

// faultCommand is the command line that adds a rule, without the program's name.
func faultCommand(r control.AddFault) string {
	command := "faults add " + quoted(specOf(r.Name, r.Value))
	if r.At != "" && r.At != string(relay.AtSender) {
		command += " --at " + quoted(r.At)
	}
	if r.Filter != "" {
		command += " --filter " + quoted(r.Filter)
	}
	return command + whenOf(r.First, r.Every, r.Chance, r.Limit, " --%s %s")
}

// whenOf writes when a rule hits, each part in a form such as " %s=%s".
func whenOf(first, every int, chance float64, limit int, form string) string {
	var text strings.Builder
	for _, part := range []struct {
		name string
		n    int
	}{{"first", first}, {"every", every}, {"limit", limit}} {
		if part.n > 0 {
			fmt.Fprintf(&text, form, part.name, strconv.Itoa(part.n))
		}
	}
	if chance > 0 {
		fmt.Fprintf(&text, form, "chance", strconv.FormatFloat(chance, 'g', -1, 64))
	}
	return text.String()
}

// whoOf says where, when and whom a rule hits.
func whoOf(r *control.FaultRule) string {
	text := fmt.Sprintf(" at the %s", r.At)
	when := whenOf(r.First, r.Every, r.Chance, r.Limit, " %s=%s")
	if when == "" {
		when = " always"
	}
	text += "," + when
	if strings.TrimSpace(r.Filter) != "" {
		text += ", " + r.Filter
	}
	return text
}
