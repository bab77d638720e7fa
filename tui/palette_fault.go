package tui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func newFaultPalette(t *theme) palette {
	return palette{
		kind: faultPalette, title: "Break something", loading: true,
		input: t.newInput("> ", "name, as in status=503 first=2 provider:fintoro"),
	}
}

// takeCatalogue fills the fault palette.
func (p *palette) takeCatalogue(entries []control.CatalogueEntry) {
	p.loading, p.choices = false, nil
	for _, entry := range entries {
		c := choice{name: entry.Name, spec: entry.Spec, meaning: entry.Meaning}
		if entry.Default == "" {
			c.value = entry.Value
		}
		if len(entry.Places) > 0 && !slices.Contains(entry.Places, string(relay.AtSender)) {
			c.place = entry.Places[0]
		}
		p.choices = append(p.choices, c)
	}
	p.match()
}

// fault reads the rule that is typed, with the picked entry's name:
//
//	NAME[=VALUE] [first=N|every=N|chance=P] [limit=N] [at=PLACE] [FILTER…]
func (p *palette) fault() (control.AddFault, error) {
	c := p.current()
	if c == nil {
		return control.AddFault{}, fmt.Errorf("no fault is called like that")
	}
	request := control.AddFault{Name: c.name, At: c.place}
	words := strings.Fields(p.input.Value())
	if len(words) > 0 {
		_, request.Value, _ = strings.Cut(words[0], "=")
		words = words[1:]
	}
	var filter []string
	for _, word := range words {
		if err := takeFaultWord(&request, word); err != nil {
			return request, err
		}
		if !isFaultWord(word) {
			filter = append(filter, word)
		}
	}
	request.Filter = strings.Join(filter, " ")
	if _, err := relay.ParseFilter(request.Filter); err != nil {
		return request, err
	}
	return request, nil
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

// complete writes the picked entry's name in place of what was searched, keeping what stands behind it.
func (p *palette) complete() {
	c := p.current()
	_, rest, _ := strings.Cut(strings.TrimSpace(p.input.Value()), " ")
	p.input.SetValue(strings.TrimSpace(typeable(c.name) + "= " + rest))
	p.input.SetCursor(utf8.RuneCountInString(typeable(c.name)) + 1)
	p.match()
	p.hint = fmt.Sprintf("%s takes %s: type it, then enter", c.name, c.value)
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
