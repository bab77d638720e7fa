package main

import (
	"fmt"
	"net/textproto"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// toldField is where in a body, or in what a read answered, something stands.
type toldField struct {
	Path  string         `json:"path"`
	Value jsontext.Value `json:"value"` // null where it is not there
}

// toldLine is what trigger --every-product prints of one product with --json. Scripts rely on the names.
type toldLine struct {
	Fact     string               `json:"fact"`
	Values   toldValues           `json:"values"`
	Provider string               `json:"provider"`
	Type     string               `json:"type"` // empty: the product cannot tell it, and note says why
	Note     string               `json:"note,omitempty"`
	EventID  string               `json:"event_id,omitempty"`
	Delivery string               `json:"delivery_id,omitempty"`
	State    string               `json:"delivery_state,omitempty"`
	Status   int                  `json:"status,omitzero"` // of the newest attempt
	Headers  map[string][]string  `json:"headers,omitempty"`
	Fields   map[string]toldField `json:"fields,omitempty"`
	Body     string               `json:"body,omitempty"`
	Record   jsontext.Value       `json:"record,omitempty"`
}

type toldValues struct {
	Number   string `json:"number"`
	Net      string `json:"net"`
	Tax      string `json:"tax"`
	Total    string `json:"total"`
	Paid     string `json:"paid"`
	Currency string `json:"currency"`
	Date     string `json:"date"`
	Due      string `json:"due"`
	Party    string `json:"party"`
}

func valuesOf(v *fixtures.Values) toldValues {
	const day = "2006-01-02"
	return toldValues{v.Number, v.Net.String(), v.Tax.String(), v.Total.String(), v.Paid.String(), v.Currency, v.Date.Format(day), v.Due.Format(day), v.Party}
}

// toldColumns are the fields that are shown, in their order.
func toldColumns() []string { return []string{"id", "number", "amount", "state"} }

// fields finds what the telling says that it tells.
func (t *telling) fields() map[string]toldField {
	all := map[string]toldField{}
	for name, path := range map[string]string{"id": t.how.ID, "number": t.how.Number, "amount": t.how.Amount, "state": t.how.State} {
		if path == "" {
			continue
		}
		body, within := t.body, path
		if inRecord, is := strings.CutPrefix(path, fixtures.RecordPath); is {
			body, within = t.record, inRecord
		}
		field := toldField{path, jsontext.Value("null")}
		leaves := relay.BodyFields(body, nil, 1000)
		if i := slices.IndexFunc(leaves, func(f relay.BodyField) bool { return f.Path == within }); i >= 0 {
			field.Value = jsontext.Value(leaves[i].Value)
		}
		all[name] = field
	}
	return all
}

// proof are the headers that tell who sends, and what: all but those that any request has.
func (t *telling) proof() (names []string, headers map[string][]string) {
	if t.delivery == nil || len(t.delivery.Attempts) == 0 {
		return nil, nil
	}
	request := &t.delivery.Attempts[0].Request
	headers = map[string][]string{}
	for _, name := range export.HeaderOrder(request) {
		switch textproto.CanonicalMIMEHeaderKey(name) {
		case "Content-Type", "Content-Length", "User-Agent", "Accept-Encoding", "Host":
		default:
			names, headers[name] = append(names, name), request.Headers[name]
		}
	}
	return names, headers
}

// answer is what the receiver said, and what that means.
func (t *telling) answer() string {
	switch d := t.delivery; {
	case d == nil:
		return ""
	case len(d.Attempts) == 0 || d.Attempts[len(d.Attempts)-1].Status == 0:
		return d.State
	default:
		return strconv.Itoa(d.Attempts[len(d.Attempts)-1].Status) + " " + d.State
	}
}

func (a *app) printFact(fact *fixtures.Fact, v *fixtures.Values, tellings []telling) error {
	if a.json {
		for i := range tellings {
			if err := a.printJSON(lineOf(fact, v, &tellings[i])); err != nil {
				return err
			}
		}
		return nil
	}
	a.say("%s: %s", fact.Name, fact.Meaning)
	shown := valuesOf(v)
	a.say("number %s  total %s %s (net %s, tax %s)  part %s  dated %s, due %s  party %s\n", relay.Visible(shown.Number), shown.Total,
		shown.Currency, shown.Net, shown.Tax, shown.Paid, shown.Date, shown.Due, relay.Visible(shown.Party))
	table := a.table("PRODUCT", "EVENT", "ID", "NUMBER", "AMOUNT", "STATE", "ANSWER")
	var blocks []string
	for i := range tellings {
		t := &tellings[i]
		if t.how.Type == "" {
			continue
		}
		fields, row := t.fields(), []string{t.how.Provider, t.how.Type}
		for _, name := range toldColumns() {
			row = append(row, shortened(fields[name].Value))
		}
		table.row(append(row, t.answer())...)
		blocks = append(blocks, t.block())
	}
	if err := table.flush(); err != nil {
		return err
	}
	for i := range tellings {
		if t := &tellings[i]; t.how.Type == "" {
			fmt.Fprintf(a.stdout, "%s cannot tell it: %s\n", t.how.Provider, t.how.Note)
		}
	}
	fmt.Fprint(a.stdout, "\n"+besideEachOther(blocks, a.width()))
	return nil
}

func lineOf(fact *fixtures.Fact, v *fixtures.Values, t *telling) toldLine {
	line := toldLine{Fact: fact.Name, Values: valuesOf(v), Provider: t.how.Provider, Type: t.how.Type, Note: t.how.Note}
	if t.how.Type == "" {
		return line
	}
	line.EventID, line.Fields, line.Body, line.Record = t.event.ID, t.fields(), string(t.body), t.record
	_, line.Headers = t.proof()
	if t.delivery != nil {
		line.Delivery, line.State = t.delivery.ID, t.delivery.State
		if n := len(t.delivery.Attempts); n > 0 {
			line.Status = t.delivery.Attempts[n-1].Status
		}
	}
	return line
}

// cellWidth is how much of a value the table shows.
const cellWidth = 38

// shortened is a value as the table shows it; empty where there is none.
func shortened(value jsontext.Value) string {
	text := string(value)
	if value.Kind() == jsontext.KindNull {
		return ""
	}
	if value.Kind() == jsontext.KindString {
		if plain, err := jsontext.AppendUnquote(nil, value); err == nil {
			text = string(plain)
		}
	}
	if letters := []rune(text); len(letters) > cellWidth {
		text = string(letters[:cellWidth-1]) + "…"
	}
	return text
}

// block is all that there is to say of a telling: what proves it, where its values stand, and the bodies.
func (t *telling) block() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", t.how.Provider, t.how.Type)
	if t.delivery != nil {
		fmt.Fprintf(&b, "%s%s\n", t.delivery.ID, further(t.further))
	}
	if t.how.Note != "" {
		fmt.Fprintf(&b, "%s\n", t.how.Note)
	}
	fields := t.fields()
	for _, name := range toldColumns() {
		if f, told := fields[name]; told {
			fmt.Fprintf(&b, "  %-6s  %s\n", name, relay.Visible(f.Path))
		}
	}
	names, headers := t.proof()
	for _, name := range names {
		for _, value := range headers[name] {
			fmt.Fprintf(&b, "> %s: %s\n", relay.Visible(name), relay.Visible(value))
		}
	}
	b.WriteString(laidOut(t.body))
	switch {
	case t.unread != "":
		fmt.Fprintf(&b, "not read: %s\n", relay.Visible(t.unread))
	case t.record != nil:
		fmt.Fprintf(&b, "a read tells\n%s", laidOut(t.record))
	}
	return b.String()
}

func further(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("  and %d more", n)
}

// laidOut is JSON for people; what is none stays as it is.
func laidOut(body []byte) string {
	text := jsontext.Value(slices.Clone(body))
	if err := text.Indent(jsontext.WithIndent("  ")); err != nil {
		return relay.Visible(string(body)) + "\n"
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		b.WriteString(relay.Visible(strings.TrimRight(line, "\n")) + "\n")
	}
	return b.String()
}

// width is how wide the terminal is; 0 where the output is none.
func (a *app) width() int {
	file, ok := terminal(a.stdout)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(file.Fd())
	if err != nil {
		return 0
	}
	return width
}
